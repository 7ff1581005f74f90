import { TallystickError } from '@tallystick/protocol';

/** Bounds of a batcher. */
export type BatcherLimits = {
  /** Milliseconds that the first item waits for company when nothing is in flight. */
  readonly lingerMs: number;
  /** Most items in one batch. */
  readonly maxBatch: number;
  /** Most items waiting or in flight; more are refused with `CHANNEL_BUSY`. */
  readonly maxWaiting: number;
};

/** Gathers items into batches and answers each with its own result. */
export type Batcher<Item, Result> = {
  /** Resolves when the item's batch is committed; the same key while it waits is the same item. */
  add(key: string, item: Item): Promise<Result>;
  /** Items waiting or in flight. */
  size(): number;
  /** Resolves when nothing is in flight any more. */
  drained(): Promise<void>;
};

type Entry<Item, Result> = { readonly item: Item; readonly settled: PromiseWithResolvers<Result> };

/**
 * One batch is in flight at a time: what arrives meanwhile is the next one, sent as soon as the one before is committed. So batches grow
 * with the load, and an idle service answers after a short linger.
 *
 * @param commit - commits a batch and returns the result of each key; a key left out is an error.
 */
export function createBatcher<Item, Result>(
  limits: BatcherLimits,
  commit: (items: ReadonlyMap<string, Item>) => Promise<ReadonlyMap<string, Result>>,
): Batcher<Item, Result> {
  const entries = new Map<string, Entry<Item, Result>>();
  const waiting: string[] = [];
  let flight: Promise<void> | undefined;
  let lingering = false;

  const settle = (key: string, act: (entry: Entry<Item, Result>) => void): void => {
    const entry = entries.get(key);
    entries.delete(key);
    if (entry !== undefined) act(entry);
  };

  const send = async (keys: readonly string[]): Promise<void> => {
    try {
      const results = await commit(new Map(keys.map((key) => [key, entries.get(key)!.item])));
      for (const key of keys) {
        settle(key, ({ settled }) => {
          const result = results.get(key);
          if (result === undefined) settled.reject(new TallystickError('INTERNAL'));
          else settled.resolve(result);
        });
      }
    } catch (error) {
      for (const key of keys) settle(key, ({ settled }) => settled.reject(error));
    }
  };

  const flush = (): void => {
    lingering = false;
    if (flight !== undefined || waiting.length === 0) return;
    flight = send(waiting.splice(0, limits.maxBatch)).finally(() => {
      flight = undefined;
      flush();
    });
  };

  return {
    add: (key, item) => {
      const known = entries.get(key);
      if (known !== undefined) return known.settled.promise;
      if (entries.size >= limits.maxWaiting) return Promise.reject(new TallystickError('CHANNEL_BUSY'));
      const settled = Promise.withResolvers<Result>();
      entries.set(key, { item, settled });
      waiting.push(key);
      if (flight === undefined && !lingering) {
        lingering = true;
        setTimeout(flush, limits.lingerMs);
      }
      return settled.promise;
    },
    size: () => entries.size,
    drained: async () => {
      while (flight !== undefined || waiting.length > 0) await (flight ?? new Promise((done) => setTimeout(done, 1)));
    },
  };
}
