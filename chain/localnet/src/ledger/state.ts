/** The versioned state that every peer holds: public values and hashes of private ones, readable at any height. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ParsedNamespace } from './read-write-set.ts';
import type { Version } from './version.ts';

/** A value with the place of its write. */
export type VersionedValue = Version & { value: Buffer };
/** A key in a range with its value. */
export type KeyValue = VersionedValue & { key: string };
/** A row of a range: its newest version comes first. */
export type Row = { key: Uint8Array; block: number; tx: number; deleted: number; value: Uint8Array };

/** The conditions of a range, for {@link pages}. */
export const IN_RANGE = 'key >= ? AND (? IS NULL OR key < ?) AND block <= ? ORDER BY key, block DESC, tx DESC LIMIT ?';
/** Rows fetched at once; a range is never read through a cursor that stays open. */
const PAGE = 512;

/** Reads and writes of the state tables. Writes belong into the commit's transaction. */
export class StateStore {
  readonly #get: StatementSync;
  readonly #getHash: StatementSync;
  readonly #range: StatementSync;
  readonly #put: StatementSync;
  readonly #putHash: StatementSync;
  readonly #policy: StatementSync;
  readonly #putPolicy: StatementSync;

  constructor(db: DatabaseSync) {
    const newest = 'block <= ? ORDER BY block DESC, tx DESC LIMIT 1';
    this.#get = db.prepare(`SELECT block, tx, deleted, value FROM state WHERE namespace = ? AND key = ? AND ${newest}`);
    this.#getHash = db.prepare(
      `SELECT block, tx, deleted, value_hash AS value FROM hashed_state WHERE namespace = ? AND collection = ? AND key_hash = ? AND ${newest}`,
    );
    this.#range = db.prepare(`SELECT key, block, tx, deleted, value FROM state WHERE namespace = ? AND ${IN_RANGE}`);
    this.#put = db.prepare('INSERT OR REPLACE INTO state VALUES (?, ?, ?, ?, ?, ?)');
    this.#putHash = db.prepare('INSERT OR REPLACE INTO hashed_state VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#policy = db.prepare(
      `SELECT policy FROM key_policies WHERE namespace = ? AND collection = ? AND key = ? AND ${newest}`,
    );
    this.#putPolicy = db.prepare('INSERT OR REPLACE INTO key_policies VALUES (?, ?, ?, ?, ?, ?)');
  }

  /** A public value as of the block `at`. */
  get(namespace: string, key: string, at: number): VersionedValue | undefined {
    return live(this.#get.get(namespace, Buffer.from(key), at) as Row | undefined);
  }

  /** The hash of a private value as of the block `at`. */
  getHash(namespace: string, collection: string, keyHash: Uint8Array, at: number): VersionedValue | undefined {
    return live(this.#getHash.get(namespace, collection, keyHash, at) as Row | undefined);
  }

  /** Public keys from `start` up to but without `end` (to the last one when it is empty), as of the block `at`. */
  range(namespace: string, start: string, end: string, at: number): Generator<KeyValue> {
    return pages((from, to, limit) => this.#range.all(namespace, from, to, to, at, limit) as Row[], start, end);
  }

  /**
   * A key's own endorsement policy (`SignaturePolicyEnvelope`) as of the block `at`.
   * @param collection empty for the public state
   * @param key the public key's bytes, or the private key's hash
   */
  policy(namespace: string, collection: string, key: Uint8Array, at: number): Buffer | undefined {
    const row = this.#policy.get(namespace, collection, key, at) as { policy: Uint8Array } | undefined;
    return row?.policy.length ? Buffer.from(row.policy) : undefined;
  }

  /** Writes what a valid transaction did in a namespace; a deleted key loses its policy. */
  apply({ namespace, writes, policies, collections }: ParsedNamespace, version: Version): void {
    for (const { key, value } of writes) {
      this.put(namespace, key, version, value);
      if (value === undefined) this.#clearPolicy(namespace, '', Buffer.from(key), version);
    }
    for (const { key, policy } of policies) this.#setPolicy(namespace, '', Buffer.from(key), version, policy);
    for (const { name, writes: hashes, policies: hashedPolicies } of collections) {
      for (const { keyHash, valueHash } of hashes) {
        this.putHash(namespace, name, keyHash, version, valueHash);
        if (valueHash === undefined) this.#clearPolicy(namespace, name, keyHash, version);
      }
      for (const { keyHash, policy } of hashedPolicies) this.#setPolicy(namespace, name, keyHash, version, policy);
    }
  }

  #clearPolicy(namespace: string, collection: string, key: Uint8Array, version: Version): void {
    if (this.policy(namespace, collection, key, version.block)) {
      this.#setPolicy(namespace, collection, key, version, undefined);
    }
  }

  #setPolicy(
    namespace: string,
    collection: string,
    key: Uint8Array,
    { block, tx }: Version,
    policy: Uint8Array | undefined,
  ): void {
    this.#putPolicy.run(namespace, collection, key, block, tx, policy ?? Buffer.alloc(0));
  }

  /** Ends a private value's hash at a version, with its policy. */
  endHash(namespace: string, collection: string, keyHash: Uint8Array, version: Version): void {
    this.putHash(namespace, collection, keyHash, version, undefined);
    this.#clearPolicy(namespace, collection, keyHash, version);
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
}

function live(row: Row | undefined): VersionedValue | undefined {
  if (!row || row.deleted) return undefined;
  return { block: row.block, tx: row.tx, value: Buffer.from(row.value) };
}

/** The live keys of a range, fetched page by page; an empty `end` means to the last key. */
export function* pages(
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
