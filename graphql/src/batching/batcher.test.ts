import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TallystickError } from '@tallystick/protocol';
import fc from 'fast-check';
import { type Batcher, createBatcher } from './batcher.ts';
import { type Pace, shortestStep } from './pace.ts';

const limits = { maxBatch: 3, maxFlights: 2, maxWaiting: 8 };

type Flight = { readonly keys: string[]; readonly at: number; land(error?: Error): void };

/** A batcher whose commits are answered by hand. */
function manual(
  some: Partial<typeof limits> = {},
  pace?: Pace,
): { batcher: Batcher<number, string>; flights: Flight[] } {
  const flights: Flight[] = [];
  const batcher = createBatcher<number, string>(
    { ...limits, ...some },
    (items) => {
      const { promise, resolve, reject } = Promise.withResolvers<ReadonlyMap<string, string>>();
      const results = new Map([...items].map(([key, item]) => [key, `${key}=${item}`]));
      flights.push({
        keys: [...items.keys()],
        at: performance.now(),
        land: (error) => (error ? reject(error) : resolve(results)),
      });
      return promise;
    },
    pace,
  );
  return { batcher, flights };
}

/** Waits for so many flights, landed ones included; on a busy machine two may start before one looks. */
const started = async (flights: readonly Flight[], count: number): Promise<void> => {
  const deadline = performance.now() + 10_000;
  while (flights.length < count) {
    assert.ok(performance.now() < deadline, `${flights.length} flights instead of ${count}`);
    await new Promise((done) => setTimeout(done, 1));
  }
};
const noStep: Pace = { started: () => undefined, landed: () => undefined, wait: () => 0 };
const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

describe('a batcher', () => {
  it('sends at once when it is idle, and together what came together', async () => {
    const { batcher, flights } = manual();
    const first = [batcher.add('a', 1), batcher.add('b', 2)];
    assert.equal(flights.length, 0);
    await turn();
    assert.deepEqual(flights[0]?.keys, ['a', 'b']);
    flights[0]?.land();
    assert.deepEqual(await Promise.all(first), ['a=1', 'b=2']);
    await turn();
    const next = batcher.add('c', 3);
    await turn();
    assert.deepEqual(flights[1]?.keys, ['c'], 'soon after, it is idle again');
    flights[1]?.land();
    assert.equal(await next, 'c=3');
  });

  it('starts the next flight a step after the one before, and no more than may be in the air', async () => {
    const { batcher, flights } = manual();
    const answers = [batcher.add('a', 1)];
    await started(flights, 1);
    answers.push(batcher.add('b', 2));
    await started(flights, 2);
    const [first, second] = flights;
    assert.ok(second!.at - first!.at >= shortestStep - 2, 'what comes meanwhile waits for company');
    answers.push(batcher.add('c', 3));
    await new Promise((done) => setTimeout(done, 2 * shortestStep));
    assert.equal(flights.length, 2, 'both flights are in the air');
    first?.land();
    await started(flights, 3);
    second?.land();
    flights[2]?.land();
    assert.deepEqual(await Promise.all(answers), ['a=1', 'b=2', 'c=3']);
  });

  it('waits neither for a step when a batch is full, nor any longer when it has become idle', async () => {
    const { batcher, flights } = manual();
    const answers = [batcher.add('a', 1)];
    await started(flights, 1);
    answers.push(...['b', 'c', 'd'].map((key, i) => batcher.add(key, i)));
    await turn();
    assert.deepEqual(flights[1]?.keys, ['b', 'c', 'd']);
    flights[1]?.land();
    await answers[3];
    answers.push(batcher.add('e', 5));
    flights[0]?.land();
    await answers[0];
    await turn();
    await turn();
    assert.deepEqual(flights[2]?.keys, ['e']);
    assert.ok(flights[2]!.at - flights[1]!.at < shortestStep);
    flights[2]?.land();
    await Promise.all(answers);
  });

  it('gives the error of a batch to all of it and goes on', async () => {
    const { batcher, flights } = manual();
    const failing = batcher.add('a', 1);
    await started(flights, 1);
    const next = batcher.add('b', 2);
    flights[0]?.land(new TallystickError('LEDGER_TIMEOUT'));
    await assert.rejects(failing, { code: 'LEDGER_TIMEOUT' });
    await started(flights, 2);
    flights[1]?.land();
    assert.equal(await next, 'b=2');
    assert.equal(batcher.pending('a'), undefined);
    const again = batcher.add('a', 3);
    assert.equal(batcher.pending('a'), batcher.add('a', 4), 'the same key is the same item');
    await started(flights, 3);
    flights[2]?.land();
    assert.equal(await again, 'a=3', 'what failed may be sent again');
  });

  it('refuses more than may wait or fly', async () => {
    const { batcher, flights } = manual();
    const taken = Array.from({ length: limits.maxWaiting }, (_, i) => batcher.add(String(i), i));
    await assert.rejects(batcher.add('one more', 0), { code: 'CHANNEL_BUSY' });
    for (let i = 0; i < 3; i++) {
      await started(flights, i + 1);
      flights[i]?.land();
    }
    await Promise.all(taken);
  });

  it('answers many in more than one turn, so that other work comes between', async () => {
    const { batcher, flights } = manual({ maxBatch: 1000, maxWaiting: 1000 });
    let answered = 0;
    const answers = Array.from({ length: 1000 }, (_, i) => batcher.add(String(i), i).then(() => (answered += 1)));
    await started(flights, 1);
    flights[0]?.land();
    await turn();
    assert.ok(answered > 0 && answered < 1000, String(answered));
    await Promise.all(answers);
  });

  it('whatever comes and goes: each key flies once at a time, within the bounds, and has its own answer', async () => {
    const action = fc.oneof(
      fc.record({ add: fc.integer({ min: 0, max: 30 }) }),
      fc.record({ land: fc.nat(), fails: fc.boolean() }),
      fc.record({ pause: fc.constant(true) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        async (actions, maxFlights, maxBatch) => {
          const inAir: Flight[] = [];
          const { batcher, flights } = manual({ maxFlights, maxBatch, maxWaiting: 12 }, noStep);
          const answers: Promise<void>[] = [];
          let seen = 0;
          const check = (): void => {
            for (const flight of flights.slice(seen)) inAir.push(flight);
            seen = flights.length;
            const keys = inAir.flatMap((flight) => flight.keys);
            assert.equal(new Set(keys).size, keys.length, 'no key in two flights');
            assert.ok(inAir.length <= maxFlights);
            assert.ok(inAir.every((flight) => flight.keys.length >= 1 && flight.keys.length <= maxBatch));
            assert.ok(batcher.size() <= 12);
          };
          const land = async (at: number, fails: boolean): Promise<void> => {
            const [flight] = inAir.splice(at % Math.max(1, inAir.length), 1);
            flight?.land(fails ? new TallystickError('LEDGER_UNAVAILABLE') : undefined);
            await turn();
          };
          for (const step of actions) {
            if ('add' in step) {
              const key = String(step.add);
              answers.push(
                batcher.add(key, step.add).then(
                  (answer) => assert.equal(answer, `${key}=${key}`),
                  ({ code }) => assert.ok(['LEDGER_UNAVAILABLE', 'CHANNEL_BUSY'].includes(code)),
                ),
              );
            } else if ('pause' in step) await turn();
            else await land(step.land, step.fails);
            check();
          }
          const drained = batcher.drained().then(() => assert.equal(batcher.size(), 0));
          while (batcher.size() > 0) {
            await land(0, false);
            await turn();
            check();
          }
          await drained;
          await Promise.all(answers);
        },
      ),
      { numRuns: 40 },
    );
  });
});
