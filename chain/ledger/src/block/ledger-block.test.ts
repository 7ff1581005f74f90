import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CanonicalValue, recordKey, type TallystickError } from '@tallystick/protocol';
import { type MadeTransaction, madeBlock, madeTxId } from '../testing/made-block.ts';
import { parseBlock } from './block.ts';
import { type BlockView, type PrivateValueMissing, toLedgerBlock } from './ledger-block.ts';

const root = 'ab'.repeat(32);
const key = recordKey.anchor(root);
const value = '{"roots":[],"salt":""}';
const record: CanonicalValue = {
  type: 'anchor',
  root,
  count: 1,
  purgeAfter: 5,
  txId: madeTxId(7, 0),
  provenance: {
    activity: 'anchor',
    organisation: 'AuthorityMSP',
    role: 'api',
    used: [],
    generated: [key],
    invalidated: [],
  },
};
const anchored: MadeTransaction = {
  name: 'encounters:anchor',
  writes: { [key]: record },
  privateWrites: [{ collection: 'roots', key, value }],
};

function convert(transactions: readonly MadeTransaction[], view: Partial<BlockView> & { delivered?: string } = {}) {
  const bytes = madeBlock(7, transactions);
  const delivered = view.delivered === undefined ? undefined : { key, value: Buffer.from(view.delivered) };
  return toLedgerBlock(parseBlock(bytes), bytes, {
    privateData: { get: () => delivered },
    memberOf: new Set(['roots']),
    isPurged: () => false,
    ...view,
  });
}

test('writes become records, and a private value that has its hash becomes a text', () => {
  const { transactions, number } = convert([anchored], { delivered: value });
  assert.equal(number, 7);
  const [transaction] = transactions;
  assert.equal(transaction?.name, 'encounters:anchor');
  assert.deepEqual(transaction.creator, { mspId: 'AuthorityMSP', role: undefined });
  assert.deepEqual(transaction.writes, [{ key, record }]);
  assert.deepEqual(
    transaction.privateWrites.map((write) => [write.key, write.value]),
    [[key, { text: value }]],
  );
});

test('a missing and an altered value stop, with the place; one of another organisation’s collection does not', () => {
  for (const delivered of [undefined, `${value} `]) {
    assert.throws(
      () => convert([anchored], delivered === undefined ? {} : { delivered }),
      (error: PrivateValueMissing) =>
        error.code === 'PRIVATE_DATA_MISSING' &&
        error.place.block === 7 &&
        error.place.transaction === 0 &&
        error.altered === (delivered !== undefined),
    );
  }
  const [foreign] = convert([anchored], { memberOf: new Set() }).transactions;
  assert.deepEqual(
    foreign?.privateWrites.map((write) => [write.key, write.value]),
    [[key, { absent: 'not-a-member' }]],
  );
  const [purged] = convert([anchored], { isPurged: () => true }).transactions;
  assert.deepEqual(purged?.privateWrites[0]?.value, { absent: 'purged' });
});

test('an invalid transaction has no effects, and nothing of it is missing', () => {
  const [transaction] = convert([{ ...anchored, code: 11 }]).transactions;
  assert.equal(transaction?.validationCode, 11);
  assert.deepEqual([transaction.writes, transaction.privateWrites, transaction.purges], [[], [], []]);
});

test('a purge is named by its argument where the hashes agree, and stops the follower where they do not', () => {
  const argument = { collection: 'roots', names: [key] } as const;
  const purge: MadeTransaction = {
    name: 'purge:purge',
    argument,
    privateWrites: [{ collection: 'roots', key, value: undefined }],
  };
  assert.deepEqual(convert([purge]).transactions[0]?.purges, [argument]);
  const misnamed = { ...purge, argument: { collection: 'roots', names: [recordKey.anchor('cd'.repeat(32))] } };
  assert.throws(
    () => convert([misnamed]),
    (error: TallystickError) => error.code === 'INTERNAL',
  );
});

test('a record of an unknown form, or under another key than its own, stops the follower', () => {
  for (const writes of [{ [key]: { type: 'other' } }, { [recordKey.anchor('cd'.repeat(32))]: record }]) {
    assert.throws(
      () => convert([{ name: 'encounters:anchor', writes }]),
      (error: TallystickError) => error.code === 'INTERNAL',
    );
  }
});
