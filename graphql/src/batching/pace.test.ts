import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPace, longestStep, shortestStep } from './pace.ts';

test('flights start in even steps of their own duration', () => {
  const pace = createPace(3);
  assert.equal(pace.wait(1000), 0, 'the first starts at once');
  pace.started(1000);
  pace.landed(300);
  assert.equal(pace.wait(1030), 70);
  assert.equal(pace.wait(1100), 0);
  assert.equal(pace.wait(9999), 0);
});

test('a slow flight is felt, and forgotten again', () => {
  const pace = createPace(2);
  pace.started(0);
  pace.landed(200);
  pace.landed(400);
  assert.equal(pace.wait(0), 125);
  for (let i = 0; i < 30; i++) pace.landed(200);
  assert.ok(Math.abs(pace.wait(0) - 100) < 1);
});

test('whatever flights take, a step is neither shorter nor longer than its bounds', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 60_000 })), fc.integer({ min: 1, max: 8 }), (durations, flights) => {
      const pace = createPace(flights);
      for (const duration of durations) pace.landed(duration);
      pace.started(500);
      const wait = pace.wait(500);
      assert.ok(wait >= shortestStep && wait <= longestStep);
    }),
  );
});
