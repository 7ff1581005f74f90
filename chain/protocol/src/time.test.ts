import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  dayAt,
  dayOfInterval,
  dayStart,
  firstIntervalOfDay,
  INTERVALS_PER_DAY,
  intervalAt,
  intervalStart,
  isoDay,
  parseIsoDay,
} from './time.ts';

test('an interval holds the moments from its start up to the next', () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), (seconds) => {
      const interval = intervalAt(seconds);
      assert.ok(intervalStart(interval) <= seconds && seconds < intervalStart(interval + 1));
      assert.equal(dayOfInterval(interval), dayAt(seconds));
    }),
  );
});

test('a day has 144 intervals and begins at midnight UTC', () => {
  assert.equal(firstIntervalOfDay(1) - firstIntervalOfDay(0), INTERVALS_PER_DAY);
  assert.equal(intervalStart(firstIntervalOfDay(20_000)), dayStart(20_000));
  assert.equal(new Date(dayStart(20_000) * 1000).getUTCHours(), 0);
  // The specification's vector begins a day.
  assert.equal(2_642_976 % INTERVALS_PER_DAY, 0);
});

test('a day goes to its ISO form and back, and what is no day is refused', () => {
  fc.assert(fc.property(fc.nat(100_000), (day) => assert.equal(parseIsoDay(isoDay(day)), day)));
  assert.equal(isoDay(0), '1970-01-01');
  for (const text of ['2026-02-30', '2026-13-01', '26-01-01', '2026-01-01T00:00', '', 'today']) {
    assert.throws(() => parseIsoDay(text), RangeError, text);
  }
});
