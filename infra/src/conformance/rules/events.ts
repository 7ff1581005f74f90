import assert from 'node:assert/strict';
import { type ChaincodeEvent, checkpointers } from '@hyperledger/fabric-gateway';
import { random } from '../../network/testing/requests.ts';
import { fixtureRules, type Rule } from '../rule.ts';
import type { FixtureSide } from '../subject.ts';
import { take } from '../wire/blocks.ts';
import { type Committed, commit, endorse, failure, grpc, order, refusal, validation } from '../wire/calls.ts';

/** Commits a transaction that raises an event, perhaps endorsed by one organisation only. */
function raise(side: FixtureSide, name: string, payload: string, endorsers?: string[]): Promise<Committed> {
  const options = { arguments: [name, payload], ...(endorsers && { endorsingOrganizations: endorsers }) };
  return commit(side.home, { name: 'event', options });
}

async function events(side: FixtureSide, count: number, startBlock: bigint): Promise<ChaincodeEvent[]> {
  return take(await side.home.network.getChaincodeEvents(side.target.chaincode, { startBlock }), count);
}

const payloads = (taken: readonly ChaincodeEvent[]): string[] =>
  taken.map(({ payload }) => Buffer.from(payload).toString());

/** Chaincode events. */
export const eventRules: readonly Rule[] = [
  ...fixtureRules('events', {
    'in-order': {
      says: 'Events come in the order of the ledger, with block, transaction, name and payload.',
      check: async (side) => {
        const raised = [await raise(side, 'Counted', '1'), await raise(side, 'Counted', '2')];
        const taken = await events(side, 2, raised[0]!.block);
        assert.deepEqual(payloads(taken), ['1', '2']);
        assert.deepEqual(
          taken.map(({ transactionId, blockNumber, eventName }) => [transactionId, blockNumber, eventName]),
          raised.map(({ txId, block }) => [txId, block, 'Counted']),
        );
      },
    },
    'valid-only': {
      says: 'Invalid transactions raise no event.',
      check: async (side) => {
        const { block } = await raise(side, 'Counted', 'first');
        const refused = await raise(side, 'Counted', 'refused', [side.home.mspId]);
        assert.equal(refused.code, validation.endorsementPolicyFailure);
        await raise(side, 'Counted', 'last');
        assert.deepEqual(payloads(await events(side, 2, block)), ['first', 'last']);
      },
    },
    replay: {
      says: 'Events of old blocks come again from any start.',
      check: async (side) => {
        const { block } = await raise(side, 'Old', random(4));
        assert.deepEqual(await events(side, 1, block), await events(side, 1, block));
      },
    },
    'checkpoint-in-block': {
      says: 'After a checkpoint at a transaction the rest of its block comes, and it itself not again.',
      check: async (side) => {
        const transactions = await Promise.all(
          ['a', 'b', 'c', 'd'].map((payload) =>
            endorse(side.home, { name: 'event', options: { arguments: ['Batch', payload] } }),
          ),
        );
        const committed = await Promise.all(transactions.map(order));
        const first = committed.map(({ block }) => block).sort((a, b) => Number(a - b))[0]!;
        const all = await events(side, 4, first);
        const checkpointer = checkpointers.inMemory();
        await checkpointer.checkpointChaincodeEvent(all[1]!);
        const options = { checkpoint: checkpointer };
        const rest = await take(await side.home.network.getChaincodeEvents(side.target.chaincode, options), 2);
        assert.deepEqual(payloads(rest), payloads(all.slice(2)));
      },
    },
    waits: {
      says: 'A start in the future waits; without a start only new events come.',
      check: async (side) => {
        await raise(side, 'Before', 'old');
        const stream = await side.home.network.getChaincodeEvents(side.target.chaincode);
        const waiting = take(stream, 1);
        waiting.catch(() => undefined);
        // The call that opens the stream is under way when the client returns: later events are raised until one comes.
        let came = false;
        void waiting.then(
          () => (came = true),
          () => (came = true),
        );
        while (!came) await raise(side, 'After', 'new');
        assert.deepEqual(payloads(await waiting), ['new']);
      },
    },
    'other-chaincode': {
      says: 'Events of another chaincode’s name do not come.',
      check: async (side) => {
        const { block } = await raise(side, 'Counted', 'x');
        const stream = await side.home.network.getChaincodeEvents('nochaincode', { startBlock: block });
        const timer = setTimeout(() => stream.close(), 500);
        try {
          await failure(take(stream, 1));
        } finally {
          clearTimeout(timer);
        }
      },
    },
    stranger: {
      says: 'Somebody outside the channel gets no events: PERMISSION_DENIED.',
      check: async (side) => {
        const { mspId } = side.home;
        const other = side.mspIds.find((each) => each !== mspId)!;
        const { network } = side.at(mspId, { as: other, mspId });
        const { code } = await refusal(take(await network.getChaincodeEvents(side.target.chaincode), 1));
        assert.equal(code, grpc.permissionDenied);
      },
    },
  }),
];
