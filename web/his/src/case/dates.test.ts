import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateOf, daysBetween, shownTime } from './dates.ts';
import { onsetOf } from './onset.ts';

const format = (at: number): string => `at ${at}`;

test('days between dates, also backwards and over a change of the clocks', () => {
  assert.equal(daysBetween('2026-03-06', '2026-03-08'), 2);
  assert.equal(daysBetween('2026-03-30', '2026-03-28'), -2);
  assert.equal(daysBetween(undefined, '2026-03-08'), undefined);
});

test('a time is shown as the record writes it, nothing is added', () => {
  assert.equal(shownTime({ text: '20260308' }, format), '2026-03-08');
  assert.equal(shownTime({ text: '20260308103000.123+0100' }, format), '2026-03-08, 10:30 (+0100)');
  assert.equal(shownTime({ text: '202603081030' }, format), '2026-03-08, 10:30');
  assert.equal(shownTime({ text: '2026-03' }, format), '2026-03');
  assert.equal(shownTime({ text: '1970-01-01T00:01:00Z' }, format), 'at 60');
  assert.equal(shownTime({ text: 'last week' }, format), 'last week');
});

test('the onset is said by a date or by saying that there is none', () => {
  assert.equal(onsetOf({ choice: null, date: '2026-03-06' }), undefined);
  assert.equal(onsetOf({ choice: 'date', date: null }), undefined);
  assert.equal(onsetOf({ choice: 'date', date: '2026-03-06' }), '2026-03-06');
  assert.equal(onsetOf({ choice: 'none', date: '2026-03-06' }), null);
});

test('the date of a moment has two digits each', () => {
  assert.match(dateOf(0), /^(1970-01-01|1969-12-31)$/);
});
