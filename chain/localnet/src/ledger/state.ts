/** The versioned state: public values, hashes of private ones, and private values, each readable at any height. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Version } from './version.ts';

/** A value with the place of its write. */
export type VersionedValue = Version & { value: Buffer };
/** A key in a range with its value. */
export type KeyValue = VersionedValue & { key: string };
type Row = { key: Uint8Array; block: number; tx: number; deleted: number; value: Uint8Array };

/** Rows fetched at once; a range is never read through a cursor that stays open. */
const PAGE = 512;

/** Reads and writes of the state tables. Writes belong into the commit's transaction. */
export class StateStore {
  readonly #get: StatementSync;
  readonly #getHash: StatementSync;
  readonly #getPrivate: StatementSync;
  readonly #range: StatementSync;
  readonly #privateRange: StatementSync;
  readonly #put: StatementSync;
  readonly #putHash: StatementSync;
  readonly #putPrivate: StatementSync;
  readonly #purge: StatementSync;

  constructor(db: DatabaseSync) {
    const newest = 'block <= ? ORDER BY block DESC, tx DESC LIMIT 1';
    const inRange = 'key >= ? AND (? IS NULL OR key < ?) AND block <= ? ORDER BY key, block DESC, tx DESC LIMIT ?';
    this.#get = db.prepare(`SELECT block, tx, deleted, value FROM state WHERE namespace = ? AND key = ? AND ${newest}`);
    this.#getHash = db.prepare(
      `SELECT block, tx, deleted, value_hash AS value FROM hashed_state WHERE namespace = ? AND collection = ? AND key_hash = ? AND ${newest}`,
    );
    this.#getPrivate = db.prepare(
      'SELECT value FROM private_state WHERE namespace = ? AND collection = ? AND key = ? AND block = ? AND tx = ?',
    );
    this.#range = db.prepare(`SELECT key, block, tx, deleted, value FROM state WHERE namespace = ? AND ${inRange}`);
    this.#privateRange = db.prepare(
      `SELECT key, block, tx, deleted, value FROM private_state WHERE namespace = ? AND collection = ? AND ${inRange}`,
    );
    this.#put = db.prepare('INSERT OR REPLACE INTO state VALUES (?, ?, ?, ?, ?, ?)');
    this.#putHash = db.prepare('INSERT OR REPLACE INTO hashed_state VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#putPrivate = db.prepare('INSERT OR REPLACE INTO private_state VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    this.#purge = db.prepare(
      'DELETE FROM private_state WHERE namespace = ? AND collection = ? AND key_hash = ? AND (block, tx) < (?, ?)',
    );
  }

  /** A public value as of the block `at`. */
  get(namespace: string, key: string, at: number): VersionedValue | undefined {
    return live(this.#get.get(namespace, Buffer.from(key), at) as Row | undefined);
  }

  /** The hash of a private value as of the block `at`. */
  getHash(namespace: string, collection: string, keyHash: Uint8Array, at: number): VersionedValue | undefined {
    return live(this.#getHash.get(namespace, collection, keyHash, at) as Row | undefined);
  }

  /** A private value of exactly this version, unless it was purged or never arrived. */
  getPrivate(namespace: string, collection: string, key: string, version: Version): Buffer | undefined {
    const row = this.#getPrivate.get(namespace, collection, Buffer.from(key), version.block, version.tx);
    return row && Buffer.from(row.value as Uint8Array);
  }

  /** Public keys from `start` up to but without `end` (to the last one when it is empty), as of the block `at`. */
  range(namespace: string, start: string, end: string, at: number): Generator<KeyValue> {
    return pages((from, to, limit) => this.#range.all(namespace, from, to, to, at, limit) as Row[], start, end);
  }

  /** Private keys of a range, as of the block `at`. */
  privateRange(namespace: string, collection: string, start: string, end: string, at: number): Generator<KeyValue> {
    return pages(
      (from, to, limit) => this.#privateRange.all(namespace, collection, from, to, to, at, limit) as Row[],
      start,
      end,
    );
  }

  /** Writes a public value, or its deletion. */
  put(namespace: string, key: string, { block, tx }: Version, value: Uint8Array | undefined): void {
    this.#put.run(namespace, Buffer.from(key), block, tx, value ? 0 : 1, value ?? Buffer.alloc(0));
  }

  /** Writes a private value's hash, or its deletion. */
  putHash(
    namespace: string,
    collection: string,
    keyHash: Uint8Array,
    { block, tx }: Version,
    hash: Uint8Array | undefined,
  ): void {
    this.#putHash.run(namespace, collection, keyHash, block, tx, hash ? 0 : 1, hash ?? Buffer.alloc(0));
  }

  /** Writes a private value, or its deletion. */
  putPrivate(
    namespace: string,
    collection: string,
    key: { name: string; hash: Uint8Array },
    { block, tx }: Version,
    value: Uint8Array | undefined,
  ): void {
    const bytes = value ?? Buffer.alloc(0);
    this.#putPrivate.run(namespace, collection, Buffer.from(key.name), block, tx, value ? 0 : 1, bytes, key.hash);
  }

  /** Erases every value of a private key written before `version`. */
  purge(namespace: string, collection: string, keyHash: Uint8Array, { block, tx }: Version): void {
    this.#purge.run(namespace, collection, keyHash, block, tx);
  }
}

function live(row: Row | undefined): VersionedValue | undefined {
  if (!row || row.deleted) return undefined;
  return { block: row.block, tx: row.tx, value: Buffer.from(row.value) };
}

function* pages(
  fetch: (from: Buffer, to: Buffer | null, limit: number) => Row[],
  start: string,
  end: string,
): Generator<KeyValue> {
  const to = end === '' ? null : Buffer.from(end);
  let from = Buffer.from(start);
  let last: Buffer | undefined;
  for (;;) {
    const rows = fetch(from, to, PAGE);
    for (const row of rows) {
      const key = Buffer.from(row.key);
      // The newest version of a key comes first; the older ones that follow are passed over.
      if (last?.equals(key)) continue;
      last = key;
      if (!row.deleted) yield { key: key.toString(), block: row.block, tx: row.tx, value: Buffer.from(row.value) };
    }
    if (rows.length < PAGE) return;
    // The next possible key after the last one: itself with a zero byte.
    from = Buffer.concat([last!, Buffer.from([0])]);
  }
}
