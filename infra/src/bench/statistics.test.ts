import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Figures, median, percentile, summariesOf } from './statistics.ts';

const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }), { minLength: 1 });

test('the median is the middle, whatever the order', () => {
  assert.equal(median([10, 9, 100]), 10);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test('a percentile is the nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  assert.equal(percentile(hundred, 0.5), 50);
  assert.equal(percentile(hundred, 0.99), 99);
  assert.equal(percentile(hundred, 1), 100);
  assert.equal(percentile([7], 0.01), 7);
  assert.ok(Number.isNaN(percentile([], 0.5)));
});

test('a percentile is one of the values, and at least its share of them does not exceed it', () => {
  fc.assert(
    fc.property(values, fc.double({ min: 0.001, max: 1, noNaN: true }), (all, share) => {
      const found = percentile(all, share);
      assert.ok(all.includes(found));
      assert.ok(all.filter((value) => value <= found).length >= share * all.length - 1e-9);
    }),
  );
});

test('figures are summarised over the runs that have them all', () => {
  const runs: Figures[] = [
    { rate: 3, memory: 10 },
    { rate: 1, memory: 20, extra: 1 },
    { rate: 2, memory: 60 },
  ];
  assert.deepEqual(summariesOf(runs), {
    rate: { median: 2, lowest: 1, highest: 3 },
    memory: { median: 20, lowest: 10, highest: 60 },
  });
  assert.deepEqual(summariesOf([]), {});
});
