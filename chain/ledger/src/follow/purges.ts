import { chaincodeName } from '@tallystick/protocol';
import type { Block } from '../block/block.ts';
import type { PrivatePlace } from '../block/ledger-block.ts';
import { rest } from '../wait.ts';
import { type FollowContext, linkedBlocks, type Position } from './linked.ts';
import { publicBlocks } from './stream.ts';

type Version = { readonly block: number; readonly transaction: number };

const nameOf = (collection: string, keyHash: string): string => `${collection}\0${keyHash}`;

function isLater(a: Version, b: Version): boolean {
  return a.block > b.block || (a.block === b.block && a.transaction > b.transaction);
}

/** Purges by valid transactions of a block, by hash of the key. */
function* purgesIn(block: Block): Generator<{ name: string; at: Version }> {
  for (const transaction of block.transactions) {
    if (transaction.validationCode !== 0 || 'malformed' in transaction) continue;
    const sets = transaction.actions[0]?.action?.sets ?? [];
    for (const { collection, writes } of sets.find((set) => set.namespace === chaincodeName)?.collections ?? []) {
      for (const write of writes) {
        if (!write.isPurge) continue;
        const name = nameOf(collection, Buffer.from(write.keyHash).toString('hex'));
        yield { name, at: { block: block.number, transaction: transaction.index } };
      }
    }
  }
}

/**
 * Looks ahead on the public ledger for purges. A peer that was asked for an old block leaves purged values out without a
 * word; whether a value is purged or only missing, the ledger alone says: by a later transaction that purges its key.
 * So blocks are read ahead from the first value that was not there, and every purge in them is remembered.
 */
export class PurgeLookAhead {
  readonly #context: FollowContext;
  readonly #newest = new Map<string, Version>();
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #progress = Promise.withResolvers<void>();

  constructor(context: FollowContext) {
    this.#context = context;
  }

  /** Whether a later transaction, among the blocks read so far, purged the value. */
  isPurged(place: PrivatePlace): boolean {
    const purge = this.#newest.get(nameOf(place.collection, place.keyHash));
    return purge !== undefined && isLater(purge, place);
  }

  /** Begins to read ahead at a block (which may hold the purge itself) unless it has begun before. */
  start(from: Position): void {
    this.#running ??= this.#read(from).catch(() => {
      // Every peer was refused: the follower itself meets that and says so.
      this.#running = undefined;
    });
  }

  /** Resolves when a purge of the value was found, or the time is over. */
  async wait(place: PrivatePlace, milliseconds: number): Promise<void> {
    const found = new AbortController();
    const end = AbortSignal.any([this.#context.signal, found.signal]);
    let over = false;
    const limit = rest(milliseconds, end).then(() => {
      over = true;
    });
    while (!over && !this.isPurged(place)) await Promise.race([this.#progress.promise, limit]);
    found.abort();
  }

  close(): void {
    this.#stop.abort();
  }

  async #read(from: Position): Promise<void> {
    const signal = AbortSignal.any([this.#context.signal, this.#stop.signal]);
    const context = { ...this.#context, signal };
    for await (const { block } of linkedBlocks(publicBlocks, from, 0, context)) {
      for (const { name, at } of purgesIn(block)) this.#newest.set(name, at);
      this.#progress.resolve();
      this.#progress = Promise.withResolvers<void>();
    }
  }
}
