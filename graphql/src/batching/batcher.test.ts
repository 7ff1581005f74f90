import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TallystickError } from '@tallystick/protocol';
import { type Batcher, createBatcher } from './batcher.ts';

const limits = { lingerMs: 1, maxBatch: 3, maxWaiting: 8 };

/** A batcher whose commits are answered by hand. */
function manual(): { batcher: Batcher<number, string>; flights: { keys: string[]; land(error?: Error): void }[] } {
  const flights: { keys: string[]; land(error?: Error): void }[] = [];
  const batcher = createBatcher<number, string>(limits, (items) => {
    const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
    const results = new Map([...items].map(([key, item]) => [key, `${key}=${item}`]));
    flights.push({ keys: [...items.keys()], land: (error) => (error ? reject(error) : resolve(results)) });
    return promise;
  });
  return { batcher, flights };
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((done) => setTimeout(done, 1));
};

describe('a batcher', () => {
  it('gathers what lingers, and what comes while a batch is in flight goes into the next', async () => {
    const { batcher, flights } = manual();
    const first = [batcher.add('a', 1), batcher.add('b', 2)];
    await until(() => flights.length === 1);
    const second = ['c', 'd', 'e', 'f'].map((key, i) => batcher.add(key, i));
    assert.deepEqual(flights[0]?.keys, ['a', 'b']);
    flights[0]?.land();
    assert.deepEqual(await Promise.all(first), ['a=1', 'b=2']);
    await until(() => flights.length === 2);
    assert.deepEqual(flights[1]?.keys, ['c', 'd', 'e'], 'no more than a batch may hold');
    flights[1]?.land();
    await until(() => flights.length === 3);
    flights[2]?.land();
    assert.deepEqual(await Promise.all(second), ['c=0', 'd=1', 'e=2', 'f=3']);
    await batcher.drained();
    assert.equal(batcher.size(), 0);
  });

  it('takes the same key once while it waits or flies', async () => {
    const { batcher, flights } = manual();
    const promises = [batcher.add('a', 1), batcher.add('a', 1)];
    await until(() => flights.length === 1);
    promises.push(batcher.add('a', 1));
    flights[0]?.land();
    assert.deepEqual(await Promise.all(promises), ['a=1', 'a=1', 'a=1']);
    assert.equal(flights.length, 1);
  });

  it('gives the error of a batch to all of it and goes on', async () => {
    const { batcher, flights } = manual();
    const failing = batcher.add('a', 1);
    await until(() => flights.length === 1);
    const next = batcher.add('b', 2);
    flights[0]?.land(new TallystickError('LEDGER_TIMEOUT'));
    await assert.rejects(failing, { code: 'LEDGER_TIMEOUT' });
    await until(() => flights.length === 2);
    flights[1]?.land();
    assert.equal(await next, 'b=2');
  });

  it('refuses more than may wait', async () => {
    const { batcher, flights } = manual();
    const taken = Array.from({ length: limits.maxWaiting }, (_, i) => batcher.add(String(i), i));
    await assert.rejects(batcher.add('one more', 0), { code: 'CHANNEL_BUSY' });
    for (let i = 0; i < 3; i++) {
      await until(() => flights.length === i + 1);
      flights[i]?.land();
    }
    await Promise.all(taken);
  });
});
