import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fixture } from '../testing/paths.ts';
import { redate } from './redate.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 23, 12);
const message = fixture('oru-positive.hl7').toString();
const times = (text: string): string[] => text.match(/\b20\d{12}(?=\+)/g) ?? [];
const instant = (time: string): number =>
  Date.UTC(
    Number(time.slice(0, 4)),
    Number(time.slice(4, 6)) - 1,
    Number(time.slice(6, 8)),
    Number(time.slice(8, 10)),
    Number(time.slice(10, 12)),
  );

test('the newest time is within the last day, the specimen is recent, the date of birth stays', () => {
  const moved = redate(message, NOW);
  const newest = Math.max(...times(moved).map(instant));
  assert.ok(newest <= NOW && newest > NOW - DAY);
  assert.match(moved, /SPM\|.*\|2026112[0-2]103000\+0000\|/);
  assert.match(moved, /\|19840617\|/);
  assert.match(moved, /\|20261120\|\|\|\|\|\|F/, 'the onset, a date alone, moves as well');
});

test('all times move by the same number of days', () => {
  const [before, after] = [times(message).map(instant), times(redate(message, NOW)).map(instant)];
  assert.equal(new Set(before.map((at, index) => (after[index] ?? 0) - at)).size, 1);
});

test('a message and its correction keep their patient, specimen and report', () => {
  const strip = (text: string): string => text.replace(/20\d{6}(\d{6}\+0000)?/g, '');
  assert.equal(strip(redate(message, NOW)), strip(message));
});

test('what was sent long after collection is moved so that the specimen is young', () => {
  const late = message.replaceAll('20260303091500', '20260803091500');
  assert.match(redate(late, NOW), /\|20261122103000\+0000\|/);
});

test('law: re-dating twice is re-dating once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4000 }), (days) => {
      const now = Date.UTC(2025, 0, 1, 12) + days * DAY;
      const once = redate(message, now);
      assert.equal(redate(once, now), once);
    }),
  );
});
