import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { commitMoment, dueDays, type TallySituation } from './tally-plan.ts';

const DAY = 86_400;
const TODAY = 20_000;
const base: TallySituation = {
  firstDay: TODAY - 3,
  today: TODAY,
  now: TODAY * DAY + 43_200,
  committed: new Set(),
  moments: { [TODAY - 1]: TODAY * DAY + 30_000 },
  lastSync: undefined,
};

test('missed days are made up at once, one commitment each, oldest first', () => {
  assert.deepEqual(dueDays(base), [TODAY - 3, TODAY - 2, TODAY - 1]);
  assert.deepEqual(dueDays({ ...base, committed: new Set([TODAY - 2]) }), [TODAY - 3, TODAY - 1]);
});

test('yesterday waits for its random moment and for the tag, but only until it counts as missed', () => {
  assert.deepEqual(dueDays({ ...base, now: TODAY * DAY + 29_999 }), [TODAY - 3, TODAY - 2]);
  assert.deepEqual(dueDays({ ...base, lastSync: TODAY * DAY - 1 }), [TODAY - 3, TODAY - 2]);
  assert.deepEqual(dueDays({ ...base, lastSync: null }), [TODAY - 3, TODAY - 2]);
  assert.deepEqual(dueDays({ ...base, lastSync: TODAY * DAY }), [TODAY - 3, TODAY - 2, TODAY - 1]);
});

test('never today, never a day before the first or more than 14 days ago', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: DAY - 1 }), (age, second) => {
      const due = dueDays({ ...base, firstDay: TODAY - age, now: TODAY * DAY + second });
      return due.every((day) => day < TODAY && day >= TODAY - age && day >= TODAY - 14);
    }),
  );
});

test('the moment lies within the following day', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999_999, noNaN: true }), (chance) => {
      const moment = commitMoment(TODAY, chance, DAY);
      return moment >= (TODAY + 1) * DAY && moment < (TODAY + 2) * DAY;
    }),
  );
});
