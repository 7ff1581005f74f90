import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../testing/fixed-random.ts';
import { estimateExposed, tossAnswer } from './randomised-response.ts';

test('of the 256 coins three quarters say 1 when exposed, an eighth otherwise', () => {
  const ones = (exposed: boolean) =>
    Array.from({ length: 256 }, (_, coin) => tossAnswer(exposed, () => Uint8Array.of(coin))).filter((bit) => bit === 1);
  assert.equal(ones(true).length, 192);
  assert.equal(ones(false).length, 32);
});

test('with coins fixed, three phones of which one was exposed make an estimate of exactly 1', () => {
  const coin = () => Uint8Array.of(1);
  const bits: number[] = [false, true, false].map((exposed) => tossAnswer(exposed, coin));
  const sum = bits.reduce((total, bit) => total + bit, 0);
  assert.equal(sum, 1);
  const { estimate, low, high } = estimateExposed(3, sum);
  assert.equal(estimate, 1);
  assert.ok(low <= 1 && high >= 1);
});

test('over 10,000 phones the truth lies within the printed interval', () => {
  const random = seededRandom('ten thousand phones');
  const exposed = 700;
  let sum = 0;
  for (let phone = 0; phone < 10_000; phone++) sum += tossAnswer(phone < exposed, random);
  const { low, high } = estimateExposed(10_000, sum);
  assert.ok(low <= exposed && exposed <= high, `${low}..${high}`);
  assert.ok(high - low < 250, 'and the interval says something');
});

test('the interval holds the truth in about 95 of 100 runs', () => {
  const random = seededRandom('hundred runs');
  let held = 0;
  for (let run = 0; run < 200; run++) {
    let sum = 0;
    for (let phone = 0; phone < 500; phone++) sum += tossAnswer(phone < 100, random);
    const { low, high } = estimateExposed(500, sum);
    if (low <= 100 && 100 <= high) held++;
  }
  assert.ok(held >= 180 && held <= 199, `${held} of 200`);
});

test('the interval holds the estimate as far as it is possible, and lies within the count', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5_000 }), fc.nat(), (count, n) => {
      const { estimate, low, high } = estimateExposed(count, n % (count + 1));
      assert.ok(low >= 0 && high <= count && low <= high);
      const possible = Math.min(count, Math.max(0, estimate));
      assert.ok(low <= possible && possible <= high);
    }),
  );
  assert.deepEqual(estimateExposed(0, 0), { estimate: 0, low: 0, high: 0 });
  for (const [count, sum] of [
    [1, 2],
    [-1, 0],
    [1.5, 1],
    [3, -1],
  ]) {
    assert.throws(() => estimateExposed(count!, sum!), RangeError);
  }
});
