import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { labelled, scale, ticks } from './scale.ts';

test('ticks are round, begin at nothing and reach the greatest value', () => {
  assert.deepEqual(ticks(56.7), [0, 20, 40, 60]);
  assert.deepEqual(ticks(1), [0, 1]);
  assert.deepEqual(ticks(0), [0, 1]);
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1e9, noNaN: true }), (max) => {
      const steps = ticks(max);
      assert.equal(steps[0], 0);
      assert.ok((steps.at(-1) ?? 0) >= max);
      assert.ok(steps.length <= 6);
      assert.ok(steps.every(Number.isInteger));
    }),
  );
});

test('the scale keeps what lies outside on the edge of the drawing', () => {
  const y = scale(10, 100, 0);
  assert.deepEqual([y(0), y(5), y(10), y(-3), y(20)], [100, 50, 0, 100, 0]);
});

test('never more labels than asked for, and always the last', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 12 }), (count, most) => {
      const shown = Array.from({ length: count }, (_, index) => index).filter(labelled(count, most));
      assert.ok(shown.length <= most);
      assert.equal(shown.at(-1), count - 1);
    }),
  );
});
