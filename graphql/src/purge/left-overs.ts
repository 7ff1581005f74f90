import { DatabaseSync } from 'node:sqlite';
import { maxNamesPerPurge } from '@tallystick/protocol';
import type { ReadModel } from '../read-model/store.ts';

/** A name and the Unix seconds at which a private value was last ordered under it. */
export type LeftOver = { readonly name: string; readonly at: number };

/** What went to the orderer together under one name: items by their keys. */
export type OrderedBatch = { readonly name: string; readonly items: ReadonlyMap<string, unknown> };

/**
 * Names under which this service had a private value ordered and that no record is known for yet. A transaction that is ordered and
 * then found invalid leaves its private value with the peers, and nothing on the ledger says so: only who sent it knows the name.
 * Unlike the read model it cannot be rebuilt, so it has its own file. Names only: no key, no salt; of a batch its items too, until its
 * record stands: whoever asks for one of them again, having heard no outcome, is answered by the very same batch and not by another.
 */
export type LeftOvers = {
  /** Remembers a record key as of now, durably, and the items of a batch; the newest time counts. */
  note(name: string, items?: ReadonlyMap<string, unknown>): void;
  /** The noted batch that an item is in. */
  batchWith(key: string): OrderedBatch | undefined;
  /** Forgets names, and their batches. */
  forget(names: readonly string[]): void;
  /** Forgets names whose record stands in the model: from then on the record says when the value is purged. */
  settle(model: ReadModel): void;
  /** What is noted, oldest first, no more than one purge may hold. */
  oldest(): LeftOver[];
  close(): void;
};

/** An item with its key, as it stands in the file; one that is its own key, as a commitment's root is, stands there once. */
type NotedItem = string | readonly [string, unknown];
const notedItem = ([key, item]: readonly [string, unknown]): NotedItem => (item === key ? key : [key, item]);
const itemIn = (noted: NotedItem): readonly [string, unknown] => (typeof noted === 'string' ? [noted, noted] : noted);

/**
 * Opens (or makes) the table.
 *
 * @param file - path, or `:memory:`.
 * @param clock - Unix seconds.
 */
export function openLeftOvers(file: string, clock: () => number): LeftOvers {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  db.exec('CREATE TABLE IF NOT EXISTS left_overs (name TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID, STRICT');
  db.exec('CREATE TABLE IF NOT EXISTS batches (name TEXT PRIMARY KEY, items TEXT NOT NULL) STRICT');
  const insert = db.prepare(
    'INSERT INTO left_overs (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = max(at, excluded.at)',
  );
  const insertBatch = db.prepare('INSERT OR IGNORE INTO batches (name, items) VALUES (?, ?)');
  const removals = ['left_overs', 'batches'].map((table) => db.prepare(`DELETE FROM ${table} WHERE name = ?`));
  const names = db.prepare('SELECT name FROM left_overs');
  const old = db.prepare('SELECT name, at FROM left_overs ORDER BY at, name LIMIT ?');
  const batches = new Map<string, OrderedBatch>();
  const batchOfItem = new Map<string, OrderedBatch>();
  const remember = (batch: OrderedBatch): void => {
    batches.set(batch.name, batch);
    for (const key of batch.items.keys()) batchOfItem.set(key, batch);
  };
  for (const { name, items } of db.prepare('SELECT name, items FROM batches').all()) {
    remember({ name: String(name), items: new Map((JSON.parse(String(items)) as NotedItem[]).map(itemIn)) });
  }
  const transaction = (work: () => void): void => {
    db.exec('BEGIN IMMEDIATE');
    try {
      work();
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw error;
    }
  };
  const forget = (gone: readonly string[]): void => {
    if (gone.length === 0) return;
    transaction(() => {
      for (const name of gone) for (const removal of removals) removal.run(name);
    });
    for (const name of gone) {
      const batch = batches.get(name);
      batches.delete(name);
      for (const key of batch?.items.keys() ?? []) if (batchOfItem.get(key) === batch) batchOfItem.delete(key);
    }
  };
  return {
    note: (name, items) => {
      transaction(() => {
        insert.run(name, clock());
        if (items !== undefined) insertBatch.run(name, JSON.stringify(Array.from(items, notedItem)));
      });
      if (items !== undefined) remember({ name, items });
    },
    batchWith: (key) => batchOfItem.get(key),
    forget,
    settle: (model) => {
      const stands = model.db.prepare('SELECT 1 FROM records WHERE key = ?');
      const noted = names.all().map(({ name }) => String(name));
      forget(noted.filter((name) => stands.get(name) !== undefined));
    },
    oldest: () => old.all(maxNamesPerPurge).map(({ name, at }) => ({ name: String(name), at: Number(at) })),
    close: () => db.close(),
  };
}
