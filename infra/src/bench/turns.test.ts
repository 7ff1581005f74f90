import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from './turns.ts';

test('no more than so many are under way, in order, and a failure gives its turn on', async () => {
  const turns = createTurns(2);
  const log: number[] = [];
  let running = 0;
  const act = (i: number) => async (): Promise<number> => {
    running += 1;
    assert.ok(running <= 2);
    log.push(i);
    await new Promise((done) => setImmediate(done));
    running -= 1;
    if (i === 1) throw new Error('failed');
    return i;
  };
  const outcomes = await Promise.allSettled([0, 1, 2, 3, 4].map((i) => turns(act(i))));
  assert.deepEqual(log, [0, 1, 2, 3, 4]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  );
  assert.equal(await turns(act(5)), 5);
});
