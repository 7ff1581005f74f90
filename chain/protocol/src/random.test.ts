import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomBelow, shuffled, systemRandom, takeRandom } from './random.ts';
import { seededRandom } from './testing/fixed-random.ts';

test('the system source gives fresh bytes of the length asked for', () => {
  assert.equal(systemRandom(32).length, 32);
  assert.notDeepEqual(systemRandom(32), systemRandom(32));
});

test('a source that gives another length is refused', () => {
  assert.throws(() => takeRandom(() => new Uint8Array(3), 4), RangeError);
});

test('a number below a bound is below it, and values beyond a multiple of it are thrown away', () => {
  const random = seededRandom('below');
  fc.assert(fc.property(fc.integer({ min: 1, max: 1000 }), (bound) => randomBelow(bound, random) < bound));
  // 2^32 - 1 is the one value that a bound of 3 must not take: 2^32 is 1 modulo 3.
  const draws = [Uint8Array.of(255, 255, 255, 255), Uint8Array.of(0, 0, 0, 4)];
  assert.equal(
    randomBelow(3, () => draws.shift()!),
    1,
  );
  assert.equal(draws.length, 0);
  for (const bound of [0, -1, 1.5, 2 ** 33]) assert.throws(() => randomBelow(bound, random), RangeError);
});

test('shuffling keeps every item and leaves its argument alone', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (items) => {
      const before = [...items];
      const result = shuffled(items, seededRandom('shuffle'));
      assert.deepEqual(items, before);
      assert.deepEqual([...result].sort(), [...items].sort());
    }),
  );
});

test('every order of three comes about equally often', () => {
  const random = seededRandom('orders');
  const seen = new Map<string, number>();
  for (let i = 0; i < 6_000; i++) {
    const order = shuffled(['a', 'b', 'c'], random).join('');
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  assert.equal(seen.size, 6);
  for (const [order, times] of seen) assert.ok(times > 850 && times < 1_150, `${order}: ${times}`);
});
