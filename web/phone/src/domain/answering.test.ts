import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemRandom } from '@tallystick/protocol';
import { chance } from '../core/context.ts';
import { type AnswerSituation, daysToAnswer } from './answering.ts';
import { randomisedBit } from './randomised-bit.ts';

const DAY = 86_400;
const base: AnswerSituation = {
  headTime: 20_000 * DAY + 20_000,
  windowSeconds: 14_400,
  firstDay: 19_990,
  answered: new Set(),
  processed: [],
  atOnce: false,
};

test('a day is answered once it is over and its last window has passed, exposed or not', () => {
  assert.deepEqual(daysToAnswer(base), [19_998, 19_999]);
  assert.deepEqual(daysToAnswer({ ...base, answered: new Set([19_998, 19_999]) }), []);
  assert.deepEqual(daysToAnswer({ ...base, headTime: 20_000 * DAY + 14_399 }), [19_997, 19_998]);
  assert.deepEqual(daysToAnswer({ ...base, firstDay: 20_000 }), []);
});

test('with a short period a day is answered as soon as one of its files was processed', () => {
  const processed = [{ windowEnd: 20_000 * DAY + 10 }];
  assert.deepEqual(daysToAnswer({ ...base, atOnce: true, processed, answered: new Set([19_998, 19_999]) }), [20_000]);
});

test('over 10,000 phones with real coins the estimate lies near the truth', () => {
  const phones = 10_000;
  const exposed = 1_000;
  let sum = 0;
  for (let i = 0; i < phones; i++) sum += randomisedBit(i < exposed, chance(systemRandom));
  const estimate = (sum - phones / 8) / (5 / 8);
  // Six standard deviations: once in half a thousand million runs by chance.
  assert.ok(Math.abs(estimate - exposed) < 6 * 60, `estimated ${estimate}`);
});

test('with the coin fixed at one half the bit is the truth', () => {
  assert.equal(randomisedBit(true, 0.5), 1);
  assert.equal(randomisedBit(false, 0.5), 0);
});
