import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupCode, tidyCode } from './code.ts';
import { formatNumber, shortHex } from './number.ts';
import { formatAgo, formatClock, formatDay, formatMoment, formatSpan } from './time.ts';

test('a code is taken in any case, with any separators and the letters that look like digits', () => {
  assert.equal(tidyCode(' abcd-efgh oil1 '), 'ABCDEFGH0111');
  assert.equal(tidyCode('9·9_9/ä'), '999');
});

test('a code is shown in groups of four', () => {
  assert.equal(groupCode('ABCDEFGH0123456J'), 'ABCD-EFGH-0123-456J');
  assert.equal(groupCode('ABCDE'), 'ABCD-E');
  assert.equal(groupCode(''), '');
});

test('a span is told in its two greatest units and never below nothing', () => {
  assert.equal(formatSpan(86_400 + 4 * 3600 + 59), '1 d 4 h');
  assert.equal(formatSpan(725), '12 min 5 s');
  assert.equal(formatSpan(3600), '1 h');
  assert.equal(formatSpan(0), '0 s');
  assert.equal(formatSpan(-5), '0 s');
  assert.equal(formatSpan(86_400 + 5), '1 d');
});

test('how long ago: the unit that fits, in the past and ahead', () => {
  assert.equal(formatAgo(1000, 1010, 'en'), 'now');
  assert.equal(formatAgo(1000, 1600, 'en'), '10 minutes ago');
  assert.equal(formatAgo(4600, 1000, 'en'), 'in 1 hour');
  assert.equal(formatAgo(0, 86_400, 'en'), 'yesterday');
  assert.equal(formatAgo(0, 600, 'de'), 'vor 10 Minuten');
});

test('moments and days in words', () => {
  const at = Date.UTC(2026, 2, 3, 14, 5) / 1000;
  assert.equal(formatMoment(at, 'en-GB', 'UTC'), 'Tue, 3 Mar 2026, 14:05');
  assert.equal(formatClock(at, 'en-GB', 'UTC'), '14:05');
  assert.equal(formatDay(Math.floor(at / 86_400), 'en-GB'), 'Tuesday 3 March');
});

test('numbers are rounded, long names shortened in the middle', () => {
  assert.equal(formatNumber(12_345.678, 'en', 1), '12,345.7');
  assert.equal(shortHex('00112233445566778899'), '001122…778899');
  assert.equal(shortHex('0011'), '0011');
});
