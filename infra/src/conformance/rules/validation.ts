import assert from 'node:assert/strict';
import { type common, peer } from '@hyperledger/fabric-protos';
import { random } from '../../network/testing/requests.ts';
import { fixtureRules, networkRules, type Rule } from '../rule.ts';
import { type FixtureSide, put, type Side } from '../subject.ts';
import { transactionOf } from '../wire/blocks.ts';
import { type Call, commit, endorse, evaluate, order, validation } from '../wire/calls.ts';
import { alteredTransaction, changeAction, changeChannelHeader } from '../wire/envelope.ts';
import { orderAgain } from '../wire/orderers.ts';

const call = (name: string, ...args: string[]): Call => ({ name, options: { arguments: args } });

async function must(side: Side, ...calls: Call[]): Promise<void> {
  for (const each of calls) assert.equal((await commit(side.home, each)).code, validation.valid, each.name);
}

/** Orders two that were endorsed in the same state, one after the other; their codes. */
async function together(side: FixtureSide, first: Call, second: Call): Promise<number[]> {
  const transactions = [await endorse(side.home, first), await endorse(side.home, second)];
  return [(await order(transactions[0]!)).code, (await order(transactions[1]!)).code];
}

/** The code of a harmless write whose envelope was changed and signed again by its own creator. */
async function codeOfAltered(side: Side, change: (payload: common.Payload) => void): Promise<number> {
  const altered = alteredTransaction(side.home, await endorse(side.home, side.write()), change);
  const { transactionId, code } = await (await altered.submit()).getStatus();
  assert.ok(transactionId.length > 0);
  return code;
}

/** Which ordered transactions take effect, and with which code the others stand in their block. */
export const validationRules: readonly Rule[] = [
  ...fixtureRules('validation', {
    mvcc: {
      says: 'Of two read-modify-writes of a key the later one fails: MVCC_READ_CONFLICT.',
      check: async (side) => {
        const key = random(8);
        const codes = await together(side, call('append', key, '1'), call('append', key, '2'));
        assert.deepEqual(codes, [validation.valid, validation.mvccReadConflict]);
        assert.equal(await evaluate(side.home, 'get', key), '1');
      },
    },
    'mvcc-concurrent': {
      says: 'Of many read-modify-writes of a key ordered at once exactly one takes effect.',
      check: async (side) => {
        const key = random(8);
        const transactions = await Promise.all(
          Array.from({ length: 6 }, (_, n) => endorse(side.home, call('append', key, String(n)))),
        );
        const codes = (await Promise.all(transactions.map(order))).map(({ code }) => code);
        assert.equal(codes.filter((code) => code === validation.valid).length, 1, String(codes));
        assert.equal(codes.filter((code) => code === validation.mvccReadConflict).length, 5, String(codes));
      },
    },
    'blind-writes': {
      says: 'Writes that have read nothing do not conflict; the later one stands.',
      check: async (side) => {
        const key = random(8);
        assert.deepEqual(await together(side, put(key, '1'), put(key, '2')), [validation.valid, validation.valid]);
        assert.equal(await evaluate(side.home, 'get', key), '2');
      },
    },
    'deleted-key-conflicts': {
      says: 'A delete counts as a change of what was read.',
      check: async (side) => {
        const key = random(8);
        await must(side, put(key, 'v'));
        const codes = await together(side, call('del', key), call('append', key, '2'));
        assert.deepEqual(codes, [validation.valid, validation.mvccReadConflict]);
      },
    },
    'absence-is-read': {
      says: 'Reading an absent key records its absence: a write of it meanwhile conflicts.',
      check: async (side) => {
        const key = random(8);
        const codes = await together(side, put(key, 'v'), call('append', key, '2'));
        assert.deepEqual(codes, [validation.valid, validation.mvccReadConflict]);
      },
    },
    phantom: {
      says: 'A key inserted into a range that was read: PHANTOM_READ_CONFLICT.',
      check: async (side) => {
        const prefix = random(8);
        await must(side, call('putMany', prefix, '10'));
        const range = call('rangeThenPut', prefix, `${prefix}g`, `sum-${prefix}`);
        const codes = await together(side, put(`${prefix}0005x`, 'new'), range);
        assert.deepEqual(codes, [validation.valid, validation.phantomReadConflict]);
      },
    },
    'phantom-deleted': {
      says: 'A key deleted from a range that was read is a phantom too.',
      check: async (side) => {
        const prefix = random(8);
        await must(side, call('putMany', prefix, '5'));
        const range = call('rangeThenPut', prefix, `${prefix}g`, `sum-${prefix}`);
        const codes = await together(side, call('del', `${prefix}0002`), range);
        assert.deepEqual(codes, [validation.valid, validation.phantomReadConflict]);
      },
    },
    'beside-the-range': {
      says: 'A key beyond the end of the range is no phantom.',
      check: async (side) => {
        const prefix = random(8);
        await must(side, call('putMany', prefix, '10'));
        const range = call('rangeThenPut', `${prefix}0000`, `${prefix}0003`, `sum-${prefix}`);
        const codes = await together(side, put(`${prefix}0005x`, 'new'), range);
        assert.deepEqual(codes, [validation.valid, validation.valid]);
      },
    },
    'long-range': {
      says: 'A range of more than 100 keys comes whole, and a change in it is found by its Merkle summary.',
      check: async (side) => {
        const prefix = random(8);
        await must(side, call('putMany', prefix, '220'));
        const found = JSON.parse(await evaluate(side.home, 'range', prefix, `${prefix}g`)) as string[];
        assert.equal(found.length, 220);
        const range = call('rangeThenPut', prefix, `${prefix}g`, `sum-${prefix}`);
        assert.equal((await commit(side.home, range)).code, validation.valid, 'unchanged, it is valid');
        const codes = await together(side, put(`${prefix}0150`, 'changed'), range);
        assert.deepEqual(codes, [validation.valid, validation.phantomReadConflict]);
      },
    },
    'one-endorsement': {
      says: 'One endorsement where two are needed: ENDORSEMENT_POLICY_FAILURE, and nothing is written.',
      check: async (side) => {
        const key = random(8);
        const options = { arguments: [key, 'v'], endorsingOrganizations: [side.home.mspId] };
        const { code } = await commit(side.home, { name: 'put', options });
        assert.equal(code, validation.endorsementPolicyFailure);
        assert.equal(await evaluate(side.home, 'get', key), '');
      },
    },
    'invalid-stands': {
      says: 'An invalid transaction stands in its block, with its code, and its id is used up.',
      check: async (side) => {
        const key = random(8);
        const options = { arguments: [key, 'v'], endorsingOrganizations: [side.home.mspId] };
        const transaction = await endorse(side.home, { name: 'put', options });
        const first = await order(transaction);
        const { validationCode } = await transactionOf(side.home, first);
        assert.equal(validationCode, validation.endorsementPolicyFailure);
        assert.deepEqual(await orderAgain(side, transaction), first);
      },
    },
    'no-own-writes': {
      says: 'A contract reads the committed state only, never its own writes.',
      check: async (side) => {
        const key = random(8);
        await must(side, call('append', key, '1'), call('append', key, '2'));
        assert.equal(await evaluate(side.home, 'get', key), '12');
        assert.equal(await evaluate(side.home, 'append', key, '3'), '12', 'what it answers is what stood before');
      },
    },
    'evaluate-writes-nothing': {
      says: 'What is evaluated is never written.',
      check: async (side) => {
        const key = random(8);
        await evaluate(side.home, 'put', key, 'v');
        assert.equal(await evaluate(side.home, 'get', key), '');
      },
    },
    delete: {
      says: 'A deleted key reads as empty, and may be written again.',
      check: async (side) => {
        const key = random(8);
        await must(side, put(key, 'v'), call('del', key));
        assert.equal(await evaluate(side.home, 'get', key), '');
        await must(side, put(key, 'w'));
        assert.equal(await evaluate(side.home, 'get', key), 'w');
      },
    },
  }),
  ...networkRules('validation', {
    'altered-argument': {
      says: 'An argument changed after endorsement: INVALID_ENDORSER_TRANSACTION, the proposal’s hash is another.',
      check: async (side) => {
        const code = await codeOfAltered(side, (payload) =>
          changeAction(payload, (action) => {
            const proposal = peer.ChaincodeProposalPayload.deserializeBinary(action.getChaincodeProposalPayload_asU8());
            const spec = peer.ChaincodeInvocationSpec.deserializeBinary(proposal.getInput_asU8());
            spec.getChaincodeSpec()!.getInput()!.addArgs(Buffer.from('one more'));
            proposal.setInput(spec.serializeBinary());
            action.setChaincodeProposalPayload(proposal.serializeBinary());
          }),
        );
        assert.equal(code, validation.invalidEndorserTransaction);
      },
    },
    'altered-timestamp': {
      says: 'A timestamp changed after endorsement: INVALID_ENDORSER_TRANSACTION.',
      check: async (side) => {
        const code = await codeOfAltered(side, (payload) =>
          changeChannelHeader(payload.getHeader()!, (header) => {
            const time = header.getTimestamp()!;
            time.setSeconds(time.getSeconds() - 1);
          }),
        );
        assert.equal(code, validation.invalidEndorserTransaction);
      },
    },
    'altered-result': {
      says: 'A result changed after endorsement: ENDORSEMENT_POLICY_FAILURE, nobody has signed that.',
      check: async (side) => {
        const code = await codeOfAltered(side, (payload) =>
          changeAction(payload, (action) => {
            const endorsed = action.getAction()!;
            const response = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
            const effects = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
            effects.getResponse()!.setPayload(Buffer.from('something else'));
            response.setExtension$(effects.serializeBinary());
            endorsed.setProposalResponsePayload(response.serializeBinary());
          }),
        );
        assert.equal(code, validation.endorsementPolicyFailure);
      },
    },
    'endorsements-removed': {
      says: 'Without any endorsement: ENDORSEMENT_POLICY_FAILURE.',
      check: async (side) => {
        const code = await codeOfAltered(side, (payload) =>
          changeAction(payload, (action) => action.getAction()!.setEndorsementsList([])),
        );
        assert.equal(code, validation.endorsementPolicyFailure);
      },
    },
    'endorsement-twice': {
      says: 'One organisation’s endorsement, twice, counts once: ENDORSEMENT_POLICY_FAILURE.',
      check: async (side) => {
        const code = await codeOfAltered(side, (payload) =>
          changeAction(payload, (action) => {
            const [first] = action.getAction()!.getEndorsementsList();
            action.getAction()!.setEndorsementsList([first!, first!]);
          }),
        );
        assert.equal(code, validation.endorsementPolicyFailure);
      },
    },
    'endorsement-forged': {
      says: 'An endorsement whose signature is not its endorser’s does not count: ENDORSEMENT_POLICY_FAILURE.',
      check: async (side) => {
        const code = await codeOfAltered(side, (payload) =>
          changeAction(payload, (action) => {
            const list = action.getAction()!.getEndorsementsList();
            const [first, ...others] = list;
            for (const other of others) other.setSignature(first!.getSignature());
            action.getAction()!.setEndorsementsList(list);
          }),
        );
        assert.equal(code, validation.endorsementPolicyFailure);
      },
    },
  }),
];
