/** The one SQLite file: schema, version, durability. */
import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** The version of the file's layout that this program reads and writes. */
export const SCHEMA_VERSION = 3;

/*
 * Versioned rows are read at a height instead of within long read transactions, which would keep the write-ahead log
 * from being emptied. Keys are BLOBs: composite keys hold NUL, at which TEXT comparison stops.
 */
const SCHEMA = `
  CREATE TABLE blocks (number INTEGER PRIMARY KEY, header_hash BLOB NOT NULL, commit_hash BLOB NOT NULL, bytes BLOB NOT NULL);
  CREATE TABLE transactions (id TEXT PRIMARY KEY, block INTEGER NOT NULL, tx INTEGER NOT NULL, code INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE state (namespace TEXT, key BLOB, block INTEGER, tx INTEGER, deleted INTEGER NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (namespace, key, block, tx)) WITHOUT ROWID;
  CREATE TABLE hashed_state (namespace TEXT, collection TEXT, key_hash BLOB, block INTEGER, tx INTEGER, deleted INTEGER NOT NULL, value_hash BLOB NOT NULL,
    PRIMARY KEY (namespace, collection, key_hash, block, tx)) WITHOUT ROWID;
  CREATE TABLE private_sets (id INTEGER PRIMARY KEY, rwset BLOB NOT NULL);
  CREATE TABLE private_state (namespace TEXT, collection TEXT, key BLOB, block INTEGER, tx INTEGER, deleted INTEGER NOT NULL, key_hash BLOB NOT NULL, set_id INTEGER NOT NULL,
    PRIMARY KEY (namespace, collection, key, block, tx)) WITHOUT ROWID;
  CREATE INDEX private_state_by_hash ON private_state (namespace, collection, key_hash);
  CREATE TABLE private_blocks (block INTEGER, tx INTEGER, namespace TEXT, collection TEXT, set_id INTEGER NOT NULL,
    PRIMARY KEY (block, tx, namespace, collection)) WITHOUT ROWID;
  CREATE TABLE private_block_keys (namespace TEXT, collection TEXT, key_hash BLOB, block INTEGER, tx INTEGER,
    PRIMARY KEY (namespace, collection, key_hash, block, tx)) WITHOUT ROWID;
  CREATE TABLE transient (transaction_id TEXT, namespace TEXT, collection TEXT, rwset_hash BLOB, set_id INTEGER NOT NULL, stored_at INTEGER NOT NULL,
    PRIMARY KEY (transaction_id, namespace, collection, rwset_hash)) WITHOUT ROWID;
  CREATE INDEX transient_by_age ON transient (stored_at);
`;

/** Layout 2: key-level endorsement policies; an empty collection is the public state, private keys stand as hashes. */
const SCHEMA_2 = `
  CREATE TABLE key_policies (namespace TEXT, collection TEXT, key BLOB, block INTEGER, tx INTEGER, policy BLOB NOT NULL,
    PRIMARY KEY (namespace, collection, key, block, tx)) WITHOUT ROWID;
`;

/** Layout 3: when private values end; an empty key hash stands for all that a transaction wrote in a collection. */
const SCHEMA_3 = `
  CREATE TABLE private_expiry (expires INTEGER, namespace TEXT, collection TEXT, key_hash BLOB, block INTEGER, tx INTEGER,
    PRIMARY KEY (expires, namespace, collection, key_hash, block, tx)) WITHOUT ROWID;
  CREATE INDEX private_expiry_by_key ON private_expiry (namespace, collection, key_hash);
`;

/**
 * Opens the file, making it when it is absent.
 * @throws Error when a newer program wrote it
 */
export function openDatabase(file: string): DatabaseSync {
  // SQLite makes the file with the umask's mode; it holds private data, so it is made 0600 before.
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
    database.exec('PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 2000');
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version > SCHEMA_VERSION) {
      throw new Error(
        `${file} has layout ${version} and was written by a newer localnet; this one knows layouts up to ` +
          `${SCHEMA_VERSION}. Start the newer program, or begin anew with another data directory.`,
      );
    }
    const missing = [SCHEMA, SCHEMA_2, SCHEMA_3].slice(version).join('');
    if (missing) inTransaction(database, () => database.exec(`${missing} PRAGMA user_version = ${SCHEMA_VERSION}`));
    // A crash between a purge and the emptying of the log leaves the purged bytes there.
    emptyLog(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Runs `work` in one transaction: all of it is on disk afterwards, or nothing. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Moves the whole write-ahead log into the file and empties it, so that no erased byte stays there. */
export function emptyLog(database: DatabaseSync): void {
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
}
