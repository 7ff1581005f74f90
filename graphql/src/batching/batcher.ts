import { setImmediate as turn } from 'node:timers/promises';
import { TallystickError } from '@tallystick/protocol';
import { createPace, type Pace } from './pace.ts';

/** Bounds of a batcher. */
export type BatcherLimits = {
  /** Most items in one batch. */
  readonly maxBatch: number;
  /** Most batches in flight at once. */
  readonly maxFlights: number;
  /** Most items waiting or in flight; more are refused with `CHANNEL_BUSY`. */
  readonly maxWaiting: number;
};

/** Gathers items into batches and answers each with its own result. */
export type Batcher<Item, Result> = {
  /** Resolves when the item's batch is committed; the same key while it waits or flies is the same item. */
  add(key: string, item: Item): Promise<Result>;
  /** What the item with this key will be answered with, while it waits or flies. */
  pending(key: string): Promise<Result> | undefined;
  /** Items waiting or in flight. */
  size(): number;
  /** Resolves when nothing waits and nothing is in flight any more. */
  drained(): Promise<void>;
};

type Entry<Item, Result> = { readonly item: Item; readonly settled: PromiseWithResolvers<Result> };

/** Items answered in one turn of the event loop: what else is at hand (requests, the ledger's answers) must not wait for thousands. */
const answersInATurn = 64;

/**
 * An item that comes to an idle batcher is sent at once. Under load several batches are in flight, one starting after the other in even
 * steps (`createPace`), and what arrives between two steps goes together. So batches grow with the load and with the slowness of the
 * ledger, which has work while another batch is being answered, and nobody waits for company that does not come.
 *
 * @param commit - commits a batch and returns the result of each key; a key left out is an error. Up to `maxFlights` run side by side.
 */
export function createBatcher<Item, Result>(
  limits: BatcherLimits,
  commit: (items: ReadonlyMap<string, Item>) => Promise<ReadonlyMap<string, Result>>,
  pace: Pace = createPace(limits.maxFlights),
): Batcher<Item, Result> {
  const entries = new Map<string, Entry<Item, Result>>();
  let waiting: string[] = [];
  let flights = 0;
  /** Takes back the next sending, if one is arranged. */
  let cancel: (() => void) | undefined;
  const idle: (() => void)[] = [];

  const settle = async (keys: readonly string[], act: (entry: Entry<Item, Result>, key: string) => void) => {
    for (const [i, key] of keys.entries()) {
      if (i > 0 && i % answersInATurn === 0) await turn();
      const entry = entries.get(key)!;
      entries.delete(key);
      act(entry, key);
    }
  };

  const fly = async (keys: readonly string[]): Promise<void> => {
    const start = performance.now();
    const outcome = await commit(new Map(keys.map((key) => [key, entries.get(key)!.item]))).then(
      (results) => {
        pace.landed(performance.now() - start);
        return (key: string) => results.get(key);
      },
      (error: unknown) => ({ error }),
    );
    await settle(keys, ({ settled }, key) => {
      if ('error' in outcome) return settled.reject(outcome.error);
      const result = outcome(key);
      if (result === undefined) settled.reject(new TallystickError('INTERNAL'));
      else settled.resolve(result);
    });
  };

  const send = (): void => {
    cancel = undefined;
    const keys = waiting.slice(0, limits.maxBatch);
    waiting = waiting.slice(limits.maxBatch);
    flights += 1;
    pace.started(performance.now());
    void fly(keys).finally(() => {
      flights -= 1;
      arrange();
      if (entries.size === 0) for (const done of idle.splice(0)) done();
    });
    arrange();
  };

  /** Arranges that what waits is sent when it is time, and a flight free. */
  const arrange = (): void => {
    if (waiting.length === 0 || flights >= limits.maxFlights) return;
    const now = flights === 0 || waiting.length >= limits.maxBatch;
    if (cancel !== undefined && !now) return;
    cancel?.();
    const wait = now ? 0 : pace.wait(performance.now());
    if (wait > 0) {
      const timer = setTimeout(send, wait);
      cancel = () => clearTimeout(timer);
    } else {
      // Even what need not wait goes after the input that is at hand: requests that came together stay together.
      const timer = setImmediate(send);
      cancel = () => clearImmediate(timer);
    }
  };

  return {
    add: (key, item) => {
      const known = entries.get(key);
      if (known !== undefined) return known.settled.promise;
      if (entries.size >= limits.maxWaiting) return Promise.reject(new TallystickError('CHANNEL_BUSY'));
      const settled = Promise.withResolvers<Result>();
      entries.set(key, { item, settled });
      waiting.push(key);
      arrange();
      return settled.promise;
    },
    pending: (key) => entries.get(key)?.settled.promise,
    size: () => entries.size,
    drained: () => (entries.size === 0 ? Promise.resolve() : new Promise((done) => idle.push(done))),
  };
}
