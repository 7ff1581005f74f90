import { DatabaseSync } from 'node:sqlite';
import { maxNamesPerPurge } from '@tallystick/protocol';
import type { ReadModel } from '../read-model/store.ts';

/** A name and the Unix seconds at which a private value was last ordered under it. */
export type LeftOver = { readonly name: string; readonly at: number };

/**
 * Names under which this service had a private value ordered and that no record is known for yet. A transaction that is ordered and
 * then found invalid leaves its private value with the peers, and nothing on the ledger says so: only who sent it knows the name.
 * Unlike the read model it cannot be rebuilt, so it has its own file. Names only: no key, no salt, no commitment.
 */
export type LeftOvers = {
  /** Remembers a record key as of now, durably; the newest time counts. */
  note(name: string): void;
  /** Forgets names. */
  forget(names: readonly string[]): void;
  /** Forgets names whose record stands in the model: from then on the record says when the value is purged. */
  settle(model: ReadModel): void;
  /** What is noted, oldest first, no more than one purge may hold. */
  oldest(): LeftOver[];
  close(): void;
};

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
  const insert = db.prepare(
    'INSERT INTO left_overs (name, at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET at = max(at, excluded.at)',
  );
  const remove = db.prepare('DELETE FROM left_overs WHERE name = ?');
  const names = db.prepare('SELECT name FROM left_overs');
  const old = db.prepare('SELECT name, at FROM left_overs ORDER BY at, name LIMIT ?');
  const forget = (gone: readonly string[]): void => {
    if (gone.length === 0) return;
    db.exec('BEGIN IMMEDIATE');
    for (const name of gone) remove.run(name);
    db.exec('COMMIT');
  };
  return {
    note: (name) => void insert.run(name, clock()),
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
