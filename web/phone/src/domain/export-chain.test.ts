import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TallystickError } from '@tallystick/protocol';
import { type IndexedRecord, matchWitness, mayBeExpired, recordsToProcess } from './export-chain.ts';
import { requireFresh } from './freshness.ts';

const digest = (n: number): string => n.toString(16).padStart(64, '0');
const record = (sequence: number): IndexedRecord => ({
  sequence,
  previous: sequence === 1 ? null : digest(sequence - 1),
  windowStart: sequence * 10,
  windowEnd: sequence * 10 + 10,
  firstBlock: sequence,
  lastBlock: sequence,
  sha256: digest(sequence),
  real: 1,
  padding: 139,
  revised: 0,
  keyId: 'export-1',
  purgeAfter: 2_000_000,
  block: sequence,
  name: `${sequence}.zip`,
  status: 'available',
});
const three = [record(1), record(2), record(3)];
const refuses = (code: string, work: () => unknown): void => {
  assert.throws(work, (error) => error instanceof TallystickError && error.code === code);
};

test('what follows the processed record is taken, in order, up to the head', () => {
  const none = { lastSequence: 0, lastSha256: null };
  assert.deepEqual(recordsToProcess([three[2]!, three[0]!, three[1]!], none, 3), three);
  assert.deepEqual(recordsToProcess(three, { lastSequence: 2, lastSha256: digest(2) }, 3), [three[2]]);
  assert.deepEqual(recordsToProcess([], none, null), []);
});

test('gaps, a missing end, a broken chain and a changed past are refused', () => {
  const none = { lastSequence: 0, lastSha256: null };
  refuses('EXPORT_MISSING', () => recordsToProcess([three[0]!, three[2]!], none, 3));
  refuses('EXPORT_MISSING', () => recordsToProcess(three, none, 4));
  refuses('EXPORT_CHAIN', () => recordsToProcess([three[0]!, { ...three[1]!, previous: digest(9) }], none, 2));
  refuses('EXPORT_ALTERED', () => recordsToProcess(three, { lastSequence: 2, lastSha256: digest(9) }, 3));
});

test('a record that differs from its witness in any field is refused', () => {
  matchWitness(three[0]!, three[0]!);
  for (const change of [{ sha256: digest(9) }, { real: 2 }, { keyId: 'other' }, { windowEnd: 99 }, { block: 7 }]) {
    refuses('EXPORT_UNRECORDED', () => matchWitness(three[0]!, { ...three[0]!, ...change }));
  }
});

test('only what is old enough may come without its file', () => {
  const old = { ...three[0]!, windowEnd: 1_000_000 };
  assert.ok(mayBeExpired(old, 1_000_000 + 14 * 86_400 + 1, false));
  assert.ok(!mayBeExpired(old, 1_000_000 + 14 * 86_400, false));
  assert.ok(!mayBeExpired(old, 1_999_999, true));
  assert.ok(mayBeExpired(old, 2_000_000, true));
});

test('a head that is too old, or older than one seen before, is stale', () => {
  requireFresh(1_000, null, 1_000 + 140, 10);
  refuses('STALE', () => requireFresh(1_000, null, 1_000 + 141, 10));
  requireFresh(1_000, 1_010, 1_020, 10);
  refuses('STALE', () => requireFresh(1_000, 1_011, 1_020, 10));
});
