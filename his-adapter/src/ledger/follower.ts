/** Follows the ledger for what becomes of this hospital's authorisations, from a durable checkpoint. */
import type { Ledger, LedgerBlock } from '@tallystick/ledger';
import type { LedgerRecord } from '@tallystick/protocol';
import { errorName, type Log } from '../log.ts';
import { number } from '../store/database.ts';
import type { Store } from '../store/store.ts';

/** A running follower. */
export interface Follower {
  /** Number of the next block that is expected. */
  nextBlock(): number;
  stop(): Promise<void>;
}

/** Starts following. */
export function startFollower(
  store: Store,
  ledger: Pick<Ledger, 'blocks'>,
  facility: string,
  context: { log: Log; now(): number },
): Follower {
  const stopping = new AbortController();
  const { signal } = stopping;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        for await (const block of ledger.blocks(nextBlock(store), { signal })) {
          takeBlock(store, block, facility, Math.floor(context.now() / 1000));
          if (signal.aborted) return;
        }
      } catch (error) {
        if (signal.aborted) return;
        context.log('warn', 'follower-interrupted', { code: errorName(error) });
      }
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };
  const running = run();
  return {
    nextBlock: () => nextBlock(store),
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function nextBlock(store: Store): number {
  return number(store.db.get('SELECT next_block FROM follower WHERE id=1') ?? {}, 'next_block');
}

/** Takes one block and moves the checkpoint, in one transaction. A block that was taken before changes nothing. */
export function takeBlock(store: Store, block: LedgerBlock, facility: string, at: number): void {
  store.db.transaction(() => {
    if (block.number < nextBlock(store)) return;
    for (const transaction of block.transactions) {
      if (transaction.validationCode !== 0) continue;
      for (const { record } of transaction.writes) takeRecord(store, record, { block: block.number, at }, facility);
      for (const purge of transaction.purges) {
        for (const name of purge.names) store.db.run('UPDATE purges SET purged=1 WHERE name=?', name);
      }
    }
    store.db.run(
      'INSERT INTO follower (id, next_block) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET next_block=?1',
      block.number + 1,
    );
  });
}

function takeRecord(store: Store, record: LedgerRecord, step: { block: number; at: number }, facility: string): void {
  switch (record.type) {
    case 'authorisation':
      if (record.facility !== facility) return;
      store.authorisations.markAuthorised(record.id, record.txId, step);
      notePurge(store, `authorisation/${record.id}`, record.purgeAfter);
      return;
    case 'publication':
      store.authorisations.markPublished(record.authorisation, step);
      return;
    case 'revocation':
      if (record.facility !== facility) return;
      store.authorisations.markRevoked(record.authorisation, step);
      // A revocation that came with its successor has no private value of its own.
      if (record.supersededBy === undefined) {
        notePurge(store, `revocation/${record.authorisation}`, record.purgeAfter);
      }
      return;
    case 'export':
      store.authorisations.markExported(record.lastBlock, record.sequence, step.at);
      store.db.run(
        'INSERT OR IGNORE INTO ledger_exports (sequence, last_block, window_end, at) VALUES (?,?,?,?)',
        record.sequence,
        record.lastBlock,
        record.windowEnd,
        step.at,
      );
      return;
    case 'answers':
      store.db.run(
        'INSERT OR IGNORE INTO ledger_answers (root, day, count, sum) VALUES (?,?,?,?)',
        record.root,
        record.day,
        record.count,
        record.sum,
      );
      return;
    default:
      return;
  }
}

function notePurge(store: Store, name: string, dueAt: number): void {
  store.db.run('INSERT OR IGNORE INTO purges (name, due_at) VALUES (?,?)', name, dueAt);
}
