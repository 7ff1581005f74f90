import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type ErrorCode, TallystickError } from '../errors.ts';
import { createTemporaryExposureKey, type TemporaryExposureKey } from '../keys/temporary-exposure-key.ts';
import { seededRandom } from '../testing/fixed-random.ts';
import { firstIntervalOfDay, intervalAt } from '../time.ts';
import { checkKeys, keyRules, notBefore } from './key-rules.ts';

const random = seededRandom('key rules');
const TODAY = 20_700;
/** 13:20 UTC. */
const now = TODAY * 86_400 + 48_000;

const dayKey = (daysAgo: number, change: Partial<TemporaryExposureKey> = {}): TemporaryExposureKey => ({
  ...createTemporaryExposureKey(firstIntervalOfDay(TODAY - daysAgo), random),
  ...change,
});

const accepted = (keys: readonly TemporaryExposureKey[], onset: number | null = null) =>
  checkKeys(keys, { now, onset });

const refused = (code: ErrorCode, field: string, keys: readonly TemporaryExposureKey[], onset: number | null = null) =>
  assert.throws(
    () => accepted(keys, onset),
    (error) => error instanceof TallystickError && error.code === code && error.field === field,
    code,
  );

const fortnight = Array.from({ length: 15 }, (_, daysAgo) => dayKey(daysAgo));

test("a fortnight's keys are accepted in any order, with today's still valid", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(fortnight, { minLength: 1 }), (keys) => {
      accepted(keys);
      accepted(keys, TODAY - 7);
    }),
  );
});

test('there is at least one key and at most 30', () => {
  refused('KEYS_MISSING', 'keys', []);
  const many = (count: number) => Array.from({ length: count }, () => dayKey(2));
  accepted(many(30));
  refused('TOO_MANY_KEYS', 'keys', many(31));
});

test('a key has 16 bytes', () => {
  refused('KEY_LENGTH', 'keys[1]', [dayKey(1), dayKey(2, { key: new Uint8Array(15) })]);
});

test('no key stands there twice', () => {
  const key = dayKey(3);
  refused('KEY_DUPLICATE', 'keys', [key, dayKey(2, { key: key.key })]);
});

test('a period has 1 to 144 intervals', () => {
  accepted([dayKey(1, { rollingPeriod: 1 })]);
  for (const rollingPeriod of [0, 145, -1, 1.5]) refused('KEY_PERIOD', 'keys[0]', [dayKey(1, { rollingPeriod })]);
  refused('KEY_PERIOD', 'keys[0]', [dayKey(1, { rollingStart: -1 })]);
});

test('no two keys overlap unless they begin together', () => {
  const start = firstIntervalOfDay(TODAY - 1);
  accepted([dayKey(1), dayKey(1, { rollingPeriod: 20 })]);
  accepted([dayKey(1, { rollingPeriod: 50 }), dayKey(1, { rollingStart: start + 50, rollingPeriod: 94 })]);
  const overlapping = [dayKey(1, { rollingPeriod: 51 }), dayKey(1, { rollingStart: start + 50, rollingPeriod: 94 })];
  refused('KEY_OVERLAP', 'keys', overlapping);
  refused('KEY_OVERLAP', 'keys', [...overlapping].reverse());
  // A long key overlaps one that is not its neighbour.
  const short = dayKey(1, { rollingPeriod: 10 });
  refused('KEY_OVERLAP', 'keys', [dayKey(1), short, dayKey(1, { rollingStart: start + 100, rollingPeriod: 5 })]);
});

test('a start lies at most 15 days back, to the interval', () => {
  const oldest = intervalAt(now) - 15 * 144;
  accepted([dayKey(0, { rollingStart: oldest })]);
  refused('KEY_TOO_OLD', 'keys[0]', [dayKey(0, { rollingStart: oldest - 1 })]);
});

test('a start does not lie in the future', () => {
  accepted([dayKey(0, { rollingStart: intervalAt(now) })]);
  refused('KEY_IN_FUTURE', 'keys[1]', [dayKey(3), dayKey(0, { rollingStart: intervalAt(now) + 1 })]);
});

test('onset lies at most 14 days before the first or after the last key', () => {
  const keys = [dayKey(5), dayKey(3)];
  for (const onset of [null, TODAY - 19, TODAY - 4, TODAY + 11]) accepted(keys, onset);
  for (const onset of [TODAY - 20, TODAY + 12]) refused('ONSET_IMPLAUSIBLE', 'keys', keys, onset);
});

test('every rule has a code of its own', () => {
  assert.equal(new Set(keyRules.map(({ code }) => code)).size, keyRules.length);
});

test('a key is released two hours after it ends', () => {
  assert.equal(notBefore(dayKey(0)), (TODAY + 1) * 86_400 + 7_200);
  assert.equal(notBefore(dayKey(0, { rollingPeriod: 1 })), TODAY * 86_400 + 600 + 7_200);
});
