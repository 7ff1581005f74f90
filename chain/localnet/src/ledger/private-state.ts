/** Private values by key and version; the values themselves stand in their write sets. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { sha256 } from '../protoutil/hash.ts';
import { parsePrivateWrites } from './read-write-set.ts';
import { IN_RANGE, type KeyValue, pages, type Row, type VersionedValue } from './state.ts';
import type { Version } from './version.ts';

/** Reads and writes of the private state. Writes belong into the commit's transaction. */
export class PrivateState {
  readonly #get: StatementSync;
  readonly #range: StatementSync;
  readonly #put: StatementSync;
  readonly #move: StatementSync;
  readonly #purge: StatementSync;
  readonly #expire: StatementSync;

  constructor(db: DatabaseSync) {
    const from =
      'FROM private_state JOIN private_sets ON private_sets.id = set_id WHERE namespace = ? AND collection = ?';
    this.#get = db.prepare(
      `SELECT rwset ${from} AND key = ? AND (block, tx) <= (?, ?) ORDER BY block DESC, tx DESC LIMIT 1`,
    );
    this.#range = db.prepare(`SELECT key, block, tx, deleted, rwset AS value ${from} AND ${IN_RANGE}`);
    this.#put = db.prepare('INSERT OR REPLACE INTO private_state VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    this.#move = db.prepare(
      'UPDATE private_state SET set_id = ? WHERE namespace = ? AND collection = ? AND key = ? AND block = ? AND tx = ?',
    );
    this.#purge = db.prepare(
      'DELETE FROM private_state WHERE namespace = ? AND collection = ? AND key_hash = ? AND (block, tx) < (?, ?)',
    );
    this.#expire = db.prepare(
      `DELETE FROM private_state WHERE namespace = ?1 AND collection = ?2 AND key = ?3 AND (block, tx) <= (?4, ?5)
       AND EXISTS (SELECT 1 FROM private_state WHERE namespace = ?1 AND collection = ?2 AND key = ?3 AND block = ?4 AND tx = ?5)`,
    );
  }

  /**
   * The private value that a public hash of a version stands for, unless it was purged or never arrived. It may have
   * been written before that version, since a new policy for the key alone changes the version too.
   */
  get(namespace: string, collection: string, key: string, hashed: VersionedValue): Buffer | undefined {
    const row = this.#get.get(namespace, collection, Buffer.from(key), hashed.block, hashed.tx);
    const value = row && valueIn(key, row.rwset as Uint8Array);
    return value && sha256(value).equals(hashed.value) ? value : undefined;
  }

  /** Private keys of a range, as of the block `at`. */
  *range(namespace: string, collection: string, start: string, end: string, at: number): Generator<KeyValue> {
    const fetch = (from: Buffer, to: Buffer | null, limit: number): Row[] =>
      this.#range.all(namespace, collection, from, to, to, at, limit) as Row[];
    for (const row of pages(fetch, start, end)) yield { ...row, value: valueIn(row.key, row.value) };
  }

  /** Records that a set, kept under `setId`, wrote its keys. */
  put(namespace: string, collection: string, { block, tx }: Version, setId: number, rwset: Uint8Array): void {
    for (const { key, value } of parsePrivateWrites(rwset)) {
      this.#put.run(namespace, collection, Buffer.from(key), block, tx, value ? 0 : 1, sha256(key), setId);
    }
  }

  /** Records that what is left of a set stands under another id now. */
  moved(namespace: string, collection: string, { block, tx }: Version, setId: number, rwset: Uint8Array): void {
    for (const { key } of parsePrivateWrites(rwset)) {
      this.#move.run(setId, namespace, collection, Buffer.from(key), block, tx);
    }
  }

  /** Forgets a version of a key that has come to its end, and those before it. */
  expire(namespace: string, collection: string, key: string, { block, tx }: Version): void {
    this.#expire.run(namespace, collection, Buffer.from(key), block, tx);
  }

  /** Forgets a key's versions before `version`. */
  purge(namespace: string, collection: string, keyHash: Uint8Array, { block, tx }: Version): void {
    this.#purge.run(namespace, collection, keyHash, block, tx);
  }
}

function valueIn(key: string, rwset: Uint8Array): Buffer {
  const write = parsePrivateWrites(rwset).find((each) => each.key === key);
  return Buffer.from(write?.value ?? []);
}
