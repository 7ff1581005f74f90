/** Private plaintext outside the state: between endorsement and commit, and beside its block. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ledger } from '@hyperledger/fabric-protos';
import { sha256 } from '../protoutil/hash.ts';
import type { Version } from './version.ts';

const { kvrwset } = ledger.rwset;

/** One collection's private writes: `KVRWSet` bytes, whose SHA-256 stands in the transaction. */
export type PrivateSet = { namespace: string; collection: string; rwset: Uint8Array };

/** Reads and writes of the private tables. Writes at commit belong into its transaction. */
export class PrivateDataStore {
  readonly #keep: StatementSync;
  readonly #pending: StatementSync;
  readonly #forget: StatementSync;
  readonly #expire: StatementSync;
  readonly #pendingOf: StatementSync;
  readonly #forgetOne: StatementSync;
  readonly #add: StatementSync;
  readonly #addKey: StatementSync;
  readonly #ofBlock: StatementSync;
  readonly #places: StatementSync;
  readonly #one: StatementSync;

  constructor(db: DatabaseSync) {
    this.#keep = db.prepare('INSERT OR REPLACE INTO transient VALUES (?, ?, ?, ?, ?, ?)');
    this.#pending = db.prepare(
      'SELECT rwset FROM transient WHERE transaction_id = ? AND namespace = ? AND collection = ? AND rwset_hash = ?',
    );
    this.#forget = db.prepare('DELETE FROM transient WHERE transaction_id = ?');
    this.#expire = db.prepare('DELETE FROM transient WHERE stored_at < ?');
    this.#pendingOf = db.prepare(
      'SELECT transaction_id, rwset_hash, rwset FROM transient WHERE namespace = ? AND collection = ?',
    );
    this.#forgetOne = db.prepare(
      'DELETE FROM transient WHERE transaction_id = ? AND namespace = ? AND collection = ? AND rwset_hash = ?',
    );
    this.#add = db.prepare('INSERT OR REPLACE INTO private_blocks VALUES (?, ?, ?, ?, ?)');
    this.#addKey = db.prepare('INSERT OR IGNORE INTO private_block_keys VALUES (?, ?, ?, ?, ?)');
    this.#ofBlock = db.prepare(
      'SELECT tx, namespace, collection, rwset FROM private_blocks WHERE block = ? ORDER BY tx, namespace, collection',
    );
    this.#places = db.prepare(
      'SELECT block, tx FROM private_block_keys WHERE namespace = ? AND collection = ? AND key_hash = ? AND (block, tx) < (?, ?)',
    );
    this.#one = db.prepare(
      'SELECT rwset FROM private_blocks WHERE block = ? AND tx = ? AND namespace = ? AND collection = ?',
    );
  }

  /** Keeps what an endorser simulated until its transaction is committed. `now` in milliseconds. */
  keep(transactionId: string, sets: PrivateSet[], now: number): void {
    for (const { namespace, collection, rwset } of sets) {
      this.#keep.run(transactionId, namespace, collection, sha256(rwset), rwset, now);
    }
  }

  /** What was kept under a transaction id with exactly this hash. */
  pending(transactionId: string, namespace: string, collection: string, hash: Uint8Array): Buffer | undefined {
    const row = this.#pending.get(transactionId, namespace, collection, hash);
    return row && Buffer.from(row.rwset as Uint8Array);
  }

  /** Forgets a committed transaction's pending data. */
  forget(transactionId: string): void {
    this.#forget.run(transactionId);
  }

  /** Forgets what was endorsed before a time (milliseconds) and never ordered; how many sets went. */
  expire(before: number): number {
    return Number(this.#expire.run(before).changes);
  }

  /** Puts a set beside its block. */
  add({ block, tx }: Version, { namespace, collection, rwset }: PrivateSet): void {
    this.#add.run(block, tx, namespace, collection, rwset);
    for (const write of kvrwset.KVRWSet.deserializeBinary(rwset).getWritesList()) {
      this.#addKey.run(namespace, collection, sha256(write.getKey()), block, tx);
    }
  }

  /** The sets beside a block. */
  ofBlock(block: number): (PrivateSet & { tx: number })[] {
    const rows = this.#ofBlock.all(block) as { tx: number; namespace: string; collection: string; rwset: Uint8Array }[];
    return rows.map((row) => ({ ...row, rwset: Buffer.from(row.rwset) }));
  }

  /**
   * Erases a key's earlier writes: beside their blocks, where an entry without them stays, and in what still waits
   * for its transaction.
   */
  purge(namespace: string, collection: string, keyHash: Uint8Array, { block, tx }: Version): void {
    const places = this.#places.all(namespace, collection, keyHash, block, tx) as Version[];
    for (const place of places) {
      const row = this.#one.get(place.block, place.tx, namespace, collection);
      if (row) {
        const left = withoutKey(Buffer.from(row.rwset as Uint8Array), keyHash);
        this.#add.run(place.block, place.tx, namespace, collection, left);
      }
    }
    type Pending = { transaction_id: string; rwset_hash: Uint8Array; rwset: Uint8Array };
    for (const row of this.#pendingOf.all(namespace, collection) as Pending[]) {
      if (withoutKey(row.rwset, keyHash).length < row.rwset.length) {
        this.#forgetOne.run(row.transaction_id, namespace, collection, row.rwset_hash);
      }
    }
  }
}

function withoutKey(rwset: Uint8Array, keyHash: Uint8Array): Uint8Array {
  const set = kvrwset.KVRWSet.deserializeBinary(rwset);
  set.setWritesList(set.getWritesList().filter((write) => !sha256(write.getKey()).equals(keyHash)));
  return set.serializeBinary();
}
