import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { ConfigurationError } from '../config.ts';
import { readModelSql, readModelTables, readModelVersion } from './schema.ts';

/** The read model's database: rows that follow from the ledger, and nothing else. */
export type ReadModel = {
  readonly db: DatabaseSync;
  /** The statement of a constant text, prepared at its first use and kept: only constants go in. */
  statement(sql: string): StatementSync;
  /** Number of blocks applied: the number of the block that comes next. */
  height(): number;
  /** Header hash of block 0, undefined before it was read. */
  network(): string | undefined;
  /** Deletes every row, so that it can be rebuilt from block 0. */
  clear(): void;
  /** Runs `work` in one transaction. */
  transaction<T>(work: () => T): T;
  /** Empties the write-ahead log into the file, where deleted bytes are overwritten: in the log they would go on standing. */
  emptyLog(): void;
  close(): void;
};

function createTables(db: DatabaseSync): void {
  for (const table of readModelTables) db.exec(`DROP TABLE IF EXISTS ${table}`);
  db.exec(readModelSql);
  db.exec(`PRAGMA user_version = ${readModelVersion}`);
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}

/** SQLite's result code for a file that another process has locked. */
const SQLITE_BUSY = 5;

function openDatabase(file: string, patience: number): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: patience });
  try {
    // The file is this process's own: with a lock taken and given back for every look-up, a commitment's takes four times as long.
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    // Nothing waits for the disk at a commit: what a power failure takes is followed again from the ledger.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    db.exec('PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY');
    // In pages, 32 MB: roots are random, so a block of a thousand touches a thousand pages, and the same ones again and again.
    db.exec('PRAGMA wal_autocheckpoint = 8192');
    // In KiB. Roots are random, so each lookup and each insert may touch any page of the largest table.
    db.exec('PRAGMA cache_size = -65536');
    return db;
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new ConfigurationError(`Another process works with ${file}: each service needs a DATA_DIR of its own.`);
  }
}

/**
 * Opens (or makes) a read model. A file of another version is emptied: following the ledger fills it again.
 *
 * @param file - path, or `:memory:`.
 * @param patience - milliseconds that a process which is about to end may still have it.
 * @throws ConfigurationError when another process has it open.
 */
export function openReadModel(file: string, patience = 5_000): ReadModel {
  const db = openDatabase(file, patience);
  const transaction = <T>(work: () => T): T => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  };
  const clear = (): void => transaction(() => createTables(db));
  if (versionOf(db) !== readModelVersion) clear();
  const statements = new Map<string, StatementSync>();
  const statement = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const height = db.prepare('SELECT coalesce(max(number) + 1, 0) AS height FROM blocks');
  const network = db.prepare('SELECT header_hash AS network FROM blocks WHERE number = 0');
  return {
    db,
    statement,
    height: () => Number(height.get()?.height),
    network: () => network.get()?.network as string | undefined,
    clear,
    transaction,
    emptyLog: () => db.exec('PRAGMA wal_checkpoint(TRUNCATE)'),
    close: () => db.close(),
  };
}
