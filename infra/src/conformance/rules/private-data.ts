import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { organisations } from '@tallystick/protocol';
import { random } from '../../network/testing/requests.ts';
import { fixtureRules, type Rule } from '../rule.ts';
import type { FixtureSide } from '../subject.ts';
import { blockBytes, transactionOf } from '../wire/blocks.ts';
import { type Call, type Committed, commit, endorse, evaluate, order, refusal, validation } from '../wire/calls.ts';
import type { Client } from '../wire/client.ts';
import { privateWritesOf } from '../wire/private-data.ts';

const { health, authority, auditor } = organisations;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

function putPrivate(collection: string, key: string, value: string, endorsers?: string[]): Call {
  return {
    name: 'putPrivate',
    options: {
      arguments: [collection, key],
      transientData: { value },
      ...(endorsers && { endorsingOrganizations: endorsers }),
    },
  };
}

/** Writes a private value; it must take effect. */
async function written(client: Client, ...args: Parameters<typeof putPrivate>): Promise<Committed> {
  const committed = await commit(client, putPrivate(...args));
  assert.equal(committed.code, validation.valid);
  return committed;
}

/** Polls until an answer is the expected one: a member's peer may have the private value a moment after the block. */
async function comesToRead(client: Client, expected: string, name: string, ...args: string[]): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answer = await evaluate(client, name, ...args).catch((error: Error) => error.message);
    if (answer === expected) return;
    if (Date.now() > deadline) assert.equal(answer, expected);
  }
}

async function comesToBeDelivered(client: Client, block: bigint, value: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const values = (await privateWritesOf(client, block)).map((write) => write.value);
    if (values.includes(value)) return;
    if (Date.now() > deadline) assert.fail(`${client.mspId} is given ${JSON.stringify(values)}`);
  }
}

const keys = (side: FixtureSide): { of: Client; hospital: Client } => ({
  of: side.at(authority),
  hospital: side.at(health),
});

/** Private collections: `keys` belongs to two of three, `records` has its own policy, `healthOnly` one member. */
export const privateDataRules: readonly Rule[] = fixtureRules('private data', {
  'members-read': {
    says: 'Every member’s peer holds the value.',
    check: async (side) => {
      const key = random(8);
      await written(keys(side).of, 'keys', key, `secret of ${key}`);
      for (const mspId of [authority, auditor]) {
        await comesToRead(side.at(mspId), `secret of ${key}`, 'getPrivate', 'keys', key);
      }
    },
  },
  'hash-for-all': {
    says: 'Everybody reads the value’s SHA-256, also who is no member.',
    check: async (side) => {
      const key = random(8);
      await written(keys(side).of, 'keys', key, `secret of ${key}`);
      for (const mspId of side.mspIds) {
        await comesToRead(side.at(mspId), sha256(`secret of ${key}`), 'getPrivateHash', 'keys', key);
      }
    },
  },
  'hashes-in-the-block': {
    says: 'In the block stand the hashes of collection, key and value, and the value nowhere.',
    check: async (side) => {
      const [key, value] = [random(8), `secret ${random(16)}`];
      const committed = await written(keys(side).of, 'keys', key, value);
      const { actions } = await transactionOf(side.home, committed);
      const [write] = actions[0]!.action!.sets.flatMap(({ collections }) => collections).flatMap((c) => c.writes);
      assert.equal(Buffer.from(write!.keyHash).toString('hex'), sha256(key));
      assert.equal(Buffer.from(write!.valueHash).toString('hex'), sha256(value));
      assert.ok(!Buffer.from(await blockBytes(side.home, committed.block)).includes(value));
    },
  },
  'members-endorse': {
    says: 'With transient data the gateway asks members of the collection only.',
    check: async (side) => {
      const { actions } = await transactionOf(side.home, await written(keys(side).of, 'keys', random(8), 'secret'));
      const endorsers = actions[0]!.endorsements.map(({ endorser }) => endorser.mspId).sort();
      assert.deepEqual(endorsers, [auditor, authority]);
    },
  },
  'no-member-reads': {
    says: 'A client that is no member is refused the value: `read access permission`.',
    check: async (side) => {
      const key = random(8);
      await written(keys(side).of, 'keys', key, 'secret');
      const { message } = await refusal(keys(side).hospital.contract.evaluateTransaction('getPrivate', 'keys', key));
      assert.match(
        message,
        /tx creator does not have read access permission on privatedata in chaincodeName:\w[\w-]* collectionName: keys$/,
      );
    },
  },
  'no-member-writes': {
    says: 'A client that is no member must not write: `write access permission`.',
    check: async (side) => {
      const { details } = await refusal(endorse(keys(side).hospital, putPrivate('keys', random(8), 'x')));
      assert.match(
        details[0] ?? '',
        /tx creator does not have write access permission on privatedata in chaincodeName:\w[\w-]* collectionName: keys$/,
      );
    },
  },
  'no-members-peer': {
    says: 'At the peer of who is no member even a member finds no value: `not available`.',
    check: async (side) => {
      const key = random(8);
      await written(keys(side).of, 'keys', key, 'secret');
      await comesToRead(keys(side).hospital, sha256('secret'), 'getPrivateHash', 'keys', key);
      const options = { arguments: ['keys', key], endorsingOrganizations: [health] };
      const { message } = await refusal(keys(side).of.contract.evaluate('getPrivate', options));
      assert.match(
        message,
        /private data matching public hash version is not available\. Public hash version = \{BlockNum: \d+, TxNum: \d+\}, Private data version = <nil>$/,
      );
    },
  },
  'delivered-to-members': {
    says: 'Beside its block the value is delivered to members.',
    check: async (side) => {
      const value = `secret ${random(8)}`;
      const { block } = await written(keys(side).of, 'keys', random(8), value);
      for (const mspId of [authority, auditor]) await comesToBeDelivered(side.at(mspId), block, value);
    },
  },
  'not-delivered-to-others': {
    says: 'It is not delivered to others, neither at their own peer nor at a member’s.',
    check: async (side) => {
      const value = `secret ${random(8)}`;
      const { block } = await written(keys(side).of, 'keys', random(8), value);
      await comesToBeDelivered(side.at(auditor), block, value);
      await comesToRead(side.at(health), 'pong', 'ping');
      for (const client of [side.at(health), side.at(authority, { as: health })]) {
        const all = await privateWritesOf(client, block);
        assert.ok(!all.some((write) => write.value === value), JSON.stringify(all));
      }
    },
  },
  'own-policy': {
    says: 'A collection’s own policy binds from the first write on: without Health ENDORSEMENT_POLICY_FAILURE.',
    check: async (side) => {
      const key = random(8);
      const { code } = await commit(keys(side).of, putPrivate('records', key, 'x', [authority, auditor]));
      assert.equal(code, validation.endorsementPolicyFailure);
      assert.equal(await evaluate(keys(side).of, 'getPrivateHash', 'records', key), '');
    },
  },
  'own-policy-planned': {
    says: 'The gateway plans with a collection’s own policy.',
    check: async (side) => {
      const { actions } = await transactionOf(side.home, await written(keys(side).hospital, 'records', random(8), 'x'));
      const endorsers = actions[0]!.endorsements.map(({ endorser }) => endorser.mspId);
      assert.ok(endorsers.includes(health) && endorsers.length === 2, String(endorsers));
    },
  },
  'too-few-members': {
    says: 'A collection with fewer members than endorsers are needed is refused with transient data, unless they are named.',
    check: async (side) => {
      const { hospital } = keys(side);
      const { message } = await refusal(endorse(hospital, putPrivate('healthOnly', random(8), 'x')));
      assert.match(
        message,
        /not in the distribution policy of the private data collection\(s\): \[healthOnly\]; retry specifying trusted endorsing organizations/,
      );
      await written(hospital, 'healthOnly', random(8), 'x', [health, authority]);
    },
  },
  'private-mvcc': {
    says: 'Private reads are checked by version: of two read-modify-writes the later one fails.',
    check: async (side) => {
      const key = random(8);
      await written(side.home, 'shared', key, '1');
      // All members' peers must have the value, or they endorse different reads.
      for (const mspId of side.mspIds) await comesToRead(side.at(mspId), '1', 'getPrivate', 'shared', key);
      const append = (value: string): Call => ({
        name: 'appendPrivate',
        options: { arguments: ['shared', key], transientData: { value } },
      });
      const transactions = [await endorse(side.home, append('2')), await endorse(side.home, append('3'))];
      const codes = [(await order(transactions[0]!)).code, (await order(transactions[1]!)).code];
      assert.deepEqual(codes, [validation.valid, validation.mvccReadConflict]);
    },
  },
  'private-range-then-write': {
    says: 'A private range and a write exclude each other.',
    check: async (side) => {
      const { message } = await refusal(
        side.home.contract.evaluateTransaction('rangePrivateThenPut', 'shared', random(8)),
      );
      assert.match(message, /Transaction has already performed queries on pvt data/);
    },
  },
  'private-range': {
    says: 'A private range comes in order at a member’s peer, and is empty at any other.',
    check: async (side) => {
      const prefix = random(8);
      await written(keys(side).of, 'keys', `${prefix}b`, '2');
      await written(keys(side).of, 'keys', `${prefix}a`, '1');
      const expected = JSON.stringify([`${prefix}a=1`, `${prefix}b=2`]);
      await comesToRead(keys(side).of, expected, 'rangePrivate', 'keys', prefix, `${prefix}z`);
      const elsewhere = { arguments: ['keys', prefix, `${prefix}z`], endorsingOrganizations: [health] };
      assert.equal(Buffer.from(await keys(side).of.contract.evaluate('rangePrivate', elsewhere)).toString(), '[]');
    },
  },
  'unknown-collection': {
    says: 'A collection that is not defined is named: `could not be found`.',
    check: async (side) => {
      const { message } = await refusal(side.home.contract.evaluateTransaction('getPrivate', 'nope', 'k'));
      assert.match(message, /collection [\w-]+\/[\w-]+\/nope could not be found$/);
    },
  },
  delete: {
    says: 'A private delete hides value and hash.',
    check: async (side) => {
      const key = random(8);
      await written(side.home, 'shared', key, 'gone soon');
      const deleted = await commit(side.home, { name: 'delPrivate', options: { arguments: ['shared', key] } });
      assert.equal(deleted.code, validation.valid);
      await comesToRead(side.home, '', 'getPrivate', 'shared', key);
      assert.equal(await evaluate(side.home, 'getPrivateHash', 'shared', key), '');
    },
  },
  purge: {
    says: 'A purge takes the value out of state and delivery of every member; its collection’s entry stays in the block.',
    check: async (side) => {
      const [key, value] = [random(8), `secret ${random(8)}`];
      const { block } = await written(keys(side).of, 'keys', key, value);
      for (const mspId of [authority, auditor]) await comesToBeDelivered(side.at(mspId), block, value);
      const purge = { name: 'purgePrivate', options: { arguments: ['keys', key] } };
      assert.equal((await commit(keys(side).of, purge)).code, validation.valid);
      for (const mspId of [authority, auditor]) {
        await comesToRead(side.at(mspId), '', 'getPrivate', 'keys', key);
        const all = await privateWritesOf(side.at(mspId), block);
        assert.ok(!all.some((write) => write.value === value), JSON.stringify(all));
      }
    },
  },
  'purge-without-plaintext': {
    says: 'Whoever endorses a purge need not hold the value.',
    check: async (side) => {
      const key = random(8);
      await written(keys(side).of, 'keys', key, 'secret');
      await comesToRead(keys(side).hospital, sha256('secret'), 'getPrivateHash', 'keys', key);
      const options = { arguments: ['keys', key], endorsingOrganizations: [health, authority] };
      assert.equal((await commit(keys(side).of, { name: 'purgePrivate', options })).code, validation.valid);
    },
  },
  'written-after-purge': {
    says: 'After a purge the same key may be written again.',
    check: async (side) => {
      const key = random(8);
      await written(keys(side).of, 'keys', key, 'first');
      const purge = { name: 'purgePrivate', options: { arguments: ['keys', key] } };
      assert.equal((await commit(keys(side).of, purge)).code, validation.valid);
      await written(keys(side).of, 'keys', key, 'second');
      await comesToRead(side.at(auditor), 'second', 'getPrivate', 'keys', key);
    },
  },
  'invalid-delivered': {
    says: 'Private values of invalid transactions are delivered too: a consumer has to look at the code.',
    check: async (side) => {
      const value = `refused ${random(8)}`;
      const { block, code } = await commit(
        keys(side).of,
        putPrivate('records', random(8), value, [authority, auditor]),
      );
      assert.equal(code, validation.endorsementPolicyFailure);
      await comesToBeDelivered(keys(side).of, block, value);
    },
  },
});
