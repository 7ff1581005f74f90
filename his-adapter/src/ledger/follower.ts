/** Follows the ledger for what becomes of this hospital's authorisations, from a durable checkpoint. */
import type { Ledger, LedgerBlock } from '@tallystick/ledger';
import { type LedgerRecord, recordKey, TallystickError } from '@tallystick/protocol';
import { errorName, type Log } from '../log.ts';
import { number, optionalText } from '../store/database.ts';
import type { Store } from '../store/store.ts';
import { forgetLeftOver } from './left-overs.ts';

/** A running follower. */
export interface Follower {
  /** Number of the next block that is expected. */
  nextBlock(): number;
  /** Whether the ledger is another one than the one that this store has followed: nothing of it is taken. */
  otherNetwork(): boolean;
  stop(): Promise<void>;
}

/** Starts following. A ledger of another network, or of another history, is refused and asked again. */
export function startFollower(
  store: Store,
  ledger: Pick<Ledger, 'blocks'>,
  facility: string,
  context: { log: Log; now(): number },
): Follower {
  const stopping = new AbortController();
  const { signal } = stopping;
  let refused = false;
  const follow = async (): Promise<void> => {
    await checkNetwork(store, ledger, signal);
    // Stopped while it looked: a stream that is asked for afterwards would never hear of that.
    if (signal.aborted) return;
    for await (const block of ledger.blocks(nextBlock(store), { signal, ...knownHistory(store) })) {
      refused = false;
      takeBlock(store, block, facility, Math.floor(context.now() / 1000));
      if (signal.aborted) return;
    }
  };
  const failed = (error: unknown): void => {
    if (signal.aborted) return;
    const other = error instanceof TallystickError && error.code === 'OTHER_NETWORK';
    if (!other) context.log('warn', 'follower-interrupted', { code: errorName(error) });
    else if (!refused) context.log('error', 'other-network', { code: error.code, block: nextBlock(store) });
    refused = other;
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await follow().catch(failed);
      if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };
  const running = run();
  return {
    nextBlock: () => nextBlock(store),
    otherNetwork: () => refused,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function nextBlock(store: Store): number {
  return number(store.db.get('SELECT next_block FROM follower WHERE id=1') ?? {}, 'next_block');
}

/**
 * With it, a peer of another history is refused from the start. A store of before it was kept learns it from the next
 * block.
 */
function knownHistory(store: Store): { previousHash?: string; network?: string } {
  const row = store.db.get('SELECT header_hash, network FROM follower WHERE id=1') ?? {};
  const [previousHash, network] = [optionalText(row, 'header_hash'), optionalText(row, 'network')];
  return {
    ...(previousHash === undefined ? {} : { previousHash }),
    ...(network === undefined ? {} : { network }),
  };
}

/**
 * Compares block 0 with the one that this store began with, and remembers it the first time.
 * @throws TallystickError `OTHER_NETWORK`
 */
async function checkNetwork(store: Store, ledger: Pick<Ledger, 'blocks'>, signal: AbortSignal): Promise<void> {
  const enough = new AbortController();
  for await (const { headerHash } of ledger.blocks(0, { signal: AbortSignal.any([signal, enough.signal]) })) {
    enough.abort();
    const known = optionalText(store.db.get('SELECT network FROM follower WHERE id=1') ?? {}, 'network');
    if (known !== undefined && known !== headerHash) throw new TallystickError('OTHER_NETWORK');
    store.db.run(
      'INSERT INTO follower (id, next_block, network) VALUES (1, 0, ?1) ON CONFLICT (id) DO UPDATE SET network=?1',
      headerHash,
    );
    return;
  }
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
      `INSERT INTO follower (id, next_block, header_hash) VALUES (1, ?1, ?2)
       ON CONFLICT (id) DO UPDATE SET next_block=?1, header_hash=?2`,
      block.number + 1,
      block.headerHash,
    );
  });
}

function takeRecord(store: Store, record: LedgerRecord, step: { block: number; at: number }, facility: string): void {
  switch (record.type) {
    case 'authorisation':
      if (record.facility !== facility) return;
      store.authorisations.markAuthorised(record.id, record.txId, step);
      notePurge(store, recordKey.authorisation(record.id), record.purgeAfter);
      forgetLeftOver(store, recordKey.authorisation(record.id));
      return;
    case 'publication':
      store.authorisations.markPublished(record.authorisation, step);
      return;
    case 'revocation':
      if (record.facility !== facility) return;
      store.authorisations.markRevoked(record.authorisation, step);
      takeRevocation(store, recordKey.revocation(record.authorisation), record);
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

/**
 * A revocation that came with its successor has no private value of its own, unless one that was sent at the same time
 * lost against it.
 */
function takeRevocation(store: Store, name: string, record: Extract<LedgerRecord, { type: 'revocation' }>): void {
  const leftOver = forgetLeftOver(store, name);
  if (leftOver || record.supersededBy === undefined) notePurge(store, name, record.purgeAfter);
}

function notePurge(store: Store, name: string, dueAt: number): void {
  store.db.run('INSERT OR IGNORE INTO purges (name, due_at) VALUES (?,?)', name, dueAt);
}
