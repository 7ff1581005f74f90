import assert from 'node:assert/strict';
import { random } from '../../network/testing/requests.ts';
import { fixtureRules, type Rule } from '../rule.ts';
import { type FixtureSide, put } from '../subject.ts';
import { transactionOf } from '../wire/blocks.ts';
import { type Call, commit, evaluate, refusal, validation } from '../wire/calls.ts';
import { allOf } from '../wire/key-policy.ts';

const call = (name: string, ...args: string[]): Call => ({ name, options: { arguments: args } });

async function must(side: FixtureSide, ...calls: Call[]): Promise<void> {
  for (const each of calls) assert.equal((await commit(side.home, each)).code, validation.valid, each.name);
}

/** What a contract may do with the state. */
export const stateRules: readonly Rule[] = fixtureRules('state', {
  'absent-key': {
    says: 'An absent key reads as empty.',
    check: async (side) => assert.equal(await evaluate(side.home, 'get', random(8)), ''),
  },
  'empty-value': {
    says: 'Writing an empty value deletes the key.',
    check: async (side) => {
      const key = random(8);
      await must(side, put(key, 'v'), put(key, ''));
      const { actions } = await transactionOf(side.home, await commit(side.home, put(key, '')));
      const [write] = actions[0]!.action!.sets.flatMap(({ writes }) => writes);
      assert.deepEqual([write?.key, write?.isDelete], [key, true]);
    },
  },
  'range-order': {
    says: 'A range comes in byte order, its start in it, its end not.',
    check: async (side) => {
      const prefix = random(8);
      await must(side, call('putMany', prefix, '12'));
      const found = JSON.parse(await evaluate(side.home, 'range', `${prefix}0002`, `${prefix}0010`)) as string[];
      const expected = Array.from({ length: 8 }, (_, at) => `${prefix}${String(at + 2).padStart(4, '0')}=v${at + 2}`);
      assert.deepEqual(found, expected);
    },
  },
  'composite-keys': {
    says: 'Composite keys are found by their first attributes, and never by an open range.',
    check: async (side) => {
      const type = `t${random(4)}`;
      const keys = [
        ['red', '1'],
        ['red', '2'],
        ['blue', '1'],
      ];
      await must(side, ...keys.map((attributes) => call('putComposite', type, JSON.stringify(attributes), 'x')));
      const found = JSON.parse(await evaluate(side.home, 'rangeComposite', type, '["red"]')) as string[];
      assert.deepEqual(found, [`\0${type}\0red\x001\0=x`, `\0${type}\0red\x002\0=x`]);
      assert.ok(!(await evaluate(side.home, 'range', '', '')).includes(type));
    },
  },
  pages: {
    says: 'A page has the size that was asked for, and its bookmark is the first key of the next.',
    check: async (side) => {
      const prefix = random(8);
      await must(side, call('putMany', prefix, '30'));
      const page = (size: string, bookmark: string): Promise<string> =>
        evaluate(side.home, 'page', prefix, `${prefix}g`, size, bookmark);
      assert.equal(await page('20', ''), `20 ${prefix}0000 ${prefix}0019|${prefix}0020`);
      assert.equal(await page('10', `${prefix}0020`), `10 ${prefix}0020 ${prefix}0029|`);
    },
  },
  'page-then-write': {
    says: 'After a page no write is allowed, on evaluate either.',
    check: async (side) => {
      const key = random(8);
      const { message } = await refusal(side.home.contract.evaluateTransaction('pageThenPut', key, `${key}g`, key));
      assert.match(message, /Transaction has already performed a paginated query\. Writes are not allowed$/);
    },
  },
  'write-then-page': {
    says: 'After a write no page is allowed, on evaluate either.',
    check: async (side) => {
      const key = random(8);
      const { message } = await refusal(side.home.contract.evaluateTransaction('putThenPage', key, `${key}g`, key));
      assert.match(message, /Paginated queries are supported only in a read-only transaction$/);
    },
  },
  'rich-query': {
    says: 'A rich query is refused by name: `ExecuteQuery not supported`.',
    check: async (side) => {
      const { message } = await refusal(side.home.contract.evaluateTransaction('query'));
      assert.match(message, /GET_QUERY_RESULT failed: .*: ExecuteQuery not supported for \w+$/);
    },
  },
  history: {
    says: 'History is newest first, with deletes, and without invalid transactions.',
    check: async (side) => {
      const key = random(8);
      const calls = [put(key, '1'), call('del', key), put(key, '3')];
      const ids: string[] = [];
      for (const each of calls) ids.unshift((await commit(side.home, each)).txId);
      const options = { arguments: [key, 'never'], endorsingOrganizations: [side.home.mspId] };
      assert.notEqual((await commit(side.home, { name: 'put', options })).code, validation.valid);
      const entries = JSON.parse(await evaluate(side.home, 'history', key)) as [string, string, number][];
      assert.deepEqual(
        entries.map(([value, id]) => [value, id]),
        ['3', 'deleted', '1'].map((value, at) => [value, ids[at]]),
      );
    },
  },
  'history-long': {
    says: 'A history longer than one message comes whole.',
    check: async (side) => {
      const key = random(8);
      const codes = await Promise.all(Array.from({ length: 120 }, () => commit(side.home, put(key, 'x'))));
      assert.ok(codes.every(({ code }) => code === validation.valid));
      const entries = JSON.parse(await evaluate(side.home, 'history', key)) as unknown[];
      assert.equal(entries.length, 120);
    },
  },
  'write-order': {
    says: 'Writes stand in the write set by key, whatever order the contract made them in.',
    check: async (side) => {
      const prefix = random(8);
      const { actions } = await transactionOf(side.home, await commit(side.home, call('putMany', prefix, '20')));
      const keys = actions[0]!.action!.sets.flatMap(({ writes }) => writes.map(({ key }) => key));
      assert.equal(keys.length, 20);
      assert.deepEqual(keys, [...keys].sort());
    },
  },
  'key-policy': {
    says: 'A key’s own policy takes the place of the chaincode’s, once it stands.',
    check: async (side) => {
      const key = random(8);
      const [first, second, third] = side.mspIds as [string, string, string];
      await must(side, put(key, 'v'), call('setPolicy', '', key, allOf(first, second, third)));
      const write = (endorsers: string[]): Promise<{ code: number }> =>
        commit(side.at(first), {
          name: 'put',
          options: { arguments: [key, 'w'], endorsingOrganizations: endorsers },
        });
      assert.equal((await write([first, second])).code, validation.endorsementPolicyFailure);
      assert.equal((await write([first, second, third])).code, validation.valid);
    },
  },
  'key-policy-planned': {
    says: 'The gateway plans with a key’s policy: it asks all that it names.',
    check: async (side) => {
      const key = random(8);
      await must(side, put(key, 'v'), call('setPolicy', '', key, allOf(...side.mspIds)));
      const committed = await commit(side.home, put(key, 'w'));
      assert.equal(committed.code, validation.valid);
      const { actions } = await transactionOf(side.home, committed);
      assert.equal(actions[0]!.endorsements.length, side.mspIds.length);
    },
  },
  'key-policy-read': {
    says: 'A key’s policy is read back as it was written; deleting the key removes it.',
    check: async (side) => {
      const key = random(8);
      const policy = allOf(...side.mspIds);
      await must(side, put(key, 'v'), call('setPolicy', '', key, policy));
      assert.equal(await evaluate(side.home, 'getPolicy', '', key), policy);
      await must(side, call('del', key));
      assert.equal(await evaluate(side.home, 'getPolicy', '', key), '');
    },
  },
});
