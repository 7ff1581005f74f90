import assert from 'node:assert/strict';
import { checkpointers } from '@hyperledger/fabric-gateway';
import type { common } from '@hyperledger/fabric-protos';
import { random } from '../../network/testing/requests.ts';
import { fixtureRules, networkRules, type Rule } from '../rule.ts';
import { put, type Side } from '../subject.ts';
import { take, takeUntil } from '../wire/blocks.ts';
import { commit, failure, validation } from '../wire/calls.ts';
import { type Delivered, deliver, newestBlock, type Seek } from '../wire/deliver.ts';

/** `common.Status`. */
const status = { success: 200, badRequest: 400, forbidden: 403, notFound: 404 } as const;

const numberOf = (block: common.Block): number => block.getHeader()!.getNumber();

async function one(side: Side, seek: Omit<Seek, 'channel'>): Promise<Delivered> {
  const [answer] = await deliver(side.home, [{ channel: side.target.channel, ...seek }]);
  return answer!;
}

/** `protos.Deliver`: full, filtered and private delivery, and what a seek may ask for. */
export const deliveryRules: readonly Rule[] = [
  ...networkRules('delivery', {
    'from-genesis': {
      says: 'From block 0 on every block comes once, in order.',
      check: async ({ home, target }) => {
        const newest = await newestBlock(home, target.channel);
        const blocks = await take(await home.network.getBlockEvents({ startBlock: 0n }), newest + 1);
        assert.deepEqual(blocks.map(numberOf), [...blocks.keys()]);
      },
    },
    range: {
      says: 'From a start to a stop exactly these blocks come, then SUCCESS.',
      check: async (side) => {
        assert.deepEqual(await one(side, { start: 0, stop: 1 }), { blocks: [0, 1], status: status.success });
      },
    },
    'oldest-and-newest': {
      says: 'Oldest is block 0; newest is the last one, by number as by name.',
      check: async (side) => {
        assert.deepEqual((await one(side, { start: 'oldest', stop: 'oldest' })).blocks, [0]);
        const newest = await newestBlock(side.home, side.target.channel);
        const { blocks } = await one(side, { start: newest, stop: 'newest' });
        assert.equal(blocks[0], newest);
      },
    },
    'another-seek': {
      says: 'After SUCCESS the stream stays open for another seek.',
      check: async ({ home, target: { channel } }) => {
        const answers = await deliver(home, [
          { channel, start: 0, stop: 0 },
          { channel, start: 1, stop: 1 },
        ]);
        assert.deepEqual(
          answers.map(({ blocks }) => blocks),
          [[0], [1]],
        );
      },
    },
    'no-start': {
      says: 'A seek without a start: BAD_REQUEST.',
      check: async (side) => assert.equal((await one(side, { stop: 1 })).status, status.badRequest),
    },
    'no-stop': {
      says: 'A seek without a stop: BAD_REQUEST.',
      check: async (side) => assert.equal((await one(side, { start: 0 })).status, status.badRequest),
    },
    'start-after-stop': {
      says: 'A start after the stop: BAD_REQUEST.',
      check: async (side) => assert.equal((await one(side, { start: 1, stop: 0 })).status, status.badRequest),
    },
    'seek-clock': {
      says: 'A seek from a clock an hour off: BAD_REQUEST.',
      check: async (side) => {
        for (const clockOff of [-3600, 3600]) {
          assert.equal((await one(side, { start: 0, stop: 0, clockOff })).status, status.badRequest);
        }
      },
    },
    'seek-signature': {
      says: 'A seek with a bad signature: FORBIDDEN.',
      check: async (side) => {
        const { status: answered } = await one(side, { start: 0, stop: 0, signer: () => Buffer.from('rubbish') });
        assert.equal(answered, status.forbidden);
      },
    },
    'seek-channel': {
      says: 'A seek in a channel that does not exist: NOT_FOUND.',
      check: async (side) => {
        assert.equal((await one(side, { channel: 'nochannel', start: 0, stop: 0 } as Seek)).status, status.notFound);
      },
    },
    stranger: {
      says: 'Somebody outside the channel gets no block: 403.',
      check: async (side) => {
        const { mspId } = side.home;
        const other = side.mspIds.find((each) => each !== mspId)!;
        const { network } = side.at(mspId, { as: other, mspId });
        const error = await failure(take(await network.getBlockEvents({ startBlock: 0n }), 1));
        assert.match(error.message, /^Unexpected status response: 403$/);
      },
    },
    'beyond-the-height': {
      says: 'A start beyond the height fails at once with 404, although the seek says "until ready".',
      check: async ({ home, target }) => {
        const newest = await newestBlock(home, target.channel);
        const begin = Date.now();
        const events = await home.network.getBlockEvents({ startBlock: BigInt(newest) + 1_000n });
        assert.match((await failure(take(events, 1))).message, /^Unexpected status response: 404$/);
        assert.ok(Date.now() - begin < 10_000, 'at once');
      },
    },
    'fail-if-not-ready': {
      says: 'A stop beyond the height, when the seek says "fail if not ready": NOT_FOUND after the last block.',
      check: async (side) => {
        const newest = await newestBlock(side.home, side.target.channel);
        const answer = await one(side, { start: newest, stop: newest + 1_000, failIfNotReady: true });
        assert.equal(answer.status, status.notFound);
        assert.equal(answer.blocks[0], newest);
      },
    },
    'next-block-waits': {
      says: 'A start at the height waits for the next block.',
      check: async (side) => {
        const { home } = side;
        const newest = await newestBlock(home, side.target.channel);
        const waiting = take(await home.network.getBlockEvents({ startBlock: BigInt(newest) + 1n }), 1);
        // Should the write be refused, the wait ends by itself.
        waiting.catch(() => undefined);
        await side.commitWrite(home);
        const [block] = await waiting;
        assert.equal(numberOf(block!), newest + 1);
      },
    },
    'every-peer': {
      says: 'Every organisation’s peer delivers the same blocks: header and envelopes, byte for byte.',
      check: async (side) => {
        const { block } = await side.commitWrite();
        const texts = await Promise.all(
          side.mspIds.map(async (mspId) => {
            const events = await side.at(mspId).network.getBlockEvents({ startBlock: 0n });
            const blocks = await takeUntil(events, (each) => BigInt(numberOf(each)) === block);
            return blocks.map((each) => [each.getHeader()!.toObject(), each.getData()!.getDataList_asB64()]);
          }),
        );
        for (const [at, text] of texts.entries()) assert.deepEqual(text, texts[0], side.mspIds[at]!);
      },
    },
    checkpoint: {
      says: 'A follower goes on after its checkpoint: no block twice, none left out.',
      check: async (side) => {
        const { home } = side;
        const newest = await newestBlock(home, side.target.channel);
        const checkpointer = checkpointers.inMemory();
        const first = await home.network.getBlockEvents({ startBlock: 0n, checkpoint: checkpointer });
        const seen = (await take(first, 2)).map(numberOf);
        await checkpointer.checkpointBlock(BigInt(seen.at(-1)!));
        const second = await home.network.getBlockEvents({ checkpoint: checkpointer });
        seen.push(...(await take(second, newest - 1)).map(numberOf));
        assert.deepEqual(seen, [...seen.keys()]);
      },
    },
    filtered: {
      says: 'Filtered blocks name channel, transaction ids, types and codes, and hold no envelope.',
      check: async (side) => {
        const { txId, block } = await side.commitWrite();
        const [filtered] = await take(await side.home.network.getFilteredBlockEvents({ startBlock: block }), 1);
        assert.equal(filtered!.getChannelId(), side.target.channel);
        const found = filtered!.getFilteredTransactionsList().find((each) => each.getTxid() === txId);
        assert.deepEqual([found?.getType(), found?.getTxValidationCode()], [3, validation.valid]);
      },
    },
  }),
  ...fixtureRules('delivery', {
    'filtered-events': {
      says: 'Filtered blocks name events without their payload.',
      check: async (side) => {
        const name = `Happened${random(4)}`;
        const { txId, block } = await commit(side.home, {
          name: 'event',
          options: { arguments: [name, 'a payload that is not for everybody'] },
        });
        const [filtered] = await take(await side.home.network.getFilteredBlockEvents({ startBlock: block }), 1);
        const found = filtered!.getFilteredTransactionsList().find((each) => each.getTxid() === txId);
        const [action] = found!.getTransactionActions()!.getChaincodeActionsList();
        assert.equal(action!.getChaincodeEvent()!.getEventName(), name);
        assert.ok(!Buffer.from(filtered!.serializeBinary()).includes('not for everybody'));
      },
    },
    'filtered-invalid': {
      says: 'Filtered blocks show events of invalid transactions too: a consumer has to look at the code.',
      check: async (side) => {
        const { txId, block, code } = await commit(side.home, {
          name: 'event',
          options: { arguments: ['Refused', 'x'], endorsingOrganizations: [side.home.mspId] },
        });
        assert.equal(code, validation.endorsementPolicyFailure);
        const [filtered] = await take(await side.home.network.getFilteredBlockEvents({ startBlock: block }), 1);
        const found = filtered!.getFilteredTransactionsList().find((each) => each.getTxid() === txId);
        assert.equal(found?.getTxValidationCode(), validation.endorsementPolicyFailure);
        const [action] = found!.getTransactionActions()!.getChaincodeActionsList();
        assert.equal(action?.getChaincodeEvent()?.getEventName(), 'Refused');
      },
    },
    'slow-reader': {
      says: 'A follower that stops reading holds up nobody else.',
      check: async (side) => {
        const { home } = side;
        const idle = await home.network.getBlockEvents({ startBlock: 0n });
        try {
          await idle[Symbol.asyncIterator]().next();
          const newest = await newestBlock(home, side.target.channel);
          await commit(home, put(random(8), 'x'.repeat(200_000)));
          await take(await home.network.getBlockEvents({ startBlock: 0n }), newest + 2);
        } finally {
          idle.close();
        }
      },
    },
  }),
];
