import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anchorOf } from '@tallystick/protocol';
import fc from 'fast-check';
import { noise } from '../testing/world.ts';
import { sortedRoot } from './sorted-root.ts';

const values = fc
  .uniqueArray(fc.nat(), { minLength: 1, maxLength: 70 })
  .map((seeds) => seeds.map((seed) => noise(seed)));

test('it is the root that the client computes', () => {
  fc.assert(
    fc.property(values, (given) => {
      const { root, entries } = anchorOf(given);
      assert.equal(sortedRoot(entries.map(({ value }) => value)), root);
    }),
  );
});

test('values in any other order, or twice, have none', () => {
  fc.assert(
    fc.property(values, fc.nat(), (given, at) => {
      const sorted = given.toSorted();
      const again = sorted[at % sorted.length] ?? '';
      assert.equal(sortedRoot(sorted.toSpliced(at % sorted.length, 0, again)), undefined);
      if (sorted.length > 1) assert.equal(sortedRoot(sorted.toReversed()), undefined);
    }),
  );
});
