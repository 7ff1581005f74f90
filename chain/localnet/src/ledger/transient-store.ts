/** Private data between endorsement and commit; it outlives a crash, since its transaction may be ordered any time. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { sha256 } from '../protoutil/hash.ts';
import type { PrivateSets } from './private-sets.ts';
import { privateKeys } from './read-write-set.ts';

/** One collection's private writes: `KVRWSet` bytes, whose SHA-256 stands in the transaction. */
export type PrivateSet = { namespace: string; collection: string; rwset: Uint8Array };

type Row = { transaction_id: string; namespace: string; collection: string; rwset_hash: Uint8Array; set_id: number };

/** The transient store; writes belong into a transaction. */
export class TransientStore {
  readonly #sets: PrivateSets;
  readonly #keep: StatementSync;
  readonly #find: StatementSync;
  readonly #ofTransaction: StatementSync;
  readonly #olderThan: StatementSync;
  readonly #ofCollection: StatementSync;
  readonly #remove: StatementSync;

  constructor(db: DatabaseSync, sets: PrivateSets) {
    this.#sets = sets;
    const which = 'transaction_id = ? AND namespace = ? AND collection = ? AND rwset_hash = ?';
    this.#keep = db.prepare('INSERT INTO transient VALUES (?, ?, ?, ?, ?, ?)');
    this.#find = db.prepare(`SELECT set_id FROM transient WHERE ${which}`);
    this.#ofTransaction = db.prepare('SELECT * FROM transient WHERE transaction_id = ?');
    this.#olderThan = db.prepare('SELECT * FROM transient WHERE stored_at < ?');
    this.#ofCollection = db.prepare('SELECT * FROM transient WHERE namespace = ? AND collection = ?');
    this.#remove = db.prepare(`DELETE FROM transient WHERE ${which}`);
  }

  /** Keeps what endorsers simulated; the same again is kept once. `now` in milliseconds. */
  keep(transactionId: string, sets: PrivateSet[], now: number): void {
    for (const { namespace, collection, rwset } of sets) {
      const hash = sha256(rwset);
      if (this.find(transactionId, namespace, collection, hash) !== undefined) continue;
      this.#keep.run(transactionId, namespace, collection, hash, this.#sets.append(rwset), now);
    }
  }

  /** The id of the set that was kept under a transaction id with exactly this hash. */
  find(transactionId: string, namespace: string, collection: string, hash: Uint8Array): number | undefined {
    return this.#find.get(transactionId, namespace, collection, hash)?.set_id as number | undefined;
  }

  /** Ends the wait of a committed transaction; what did not go into its block is erased. How many were. */
  settle(transactionId: string, committed: ReadonlySet<number>): number {
    const rows = this.#ofTransaction.all(transactionId) as Row[];
    return this.#drop(rows, (row) => !committed.has(row.set_id));
  }

  /** Erases what was endorsed before a time (milliseconds) and never ordered; how many sets went. */
  expire(before: number): number {
    return this.#drop(this.#olderThan.all(before) as Row[], () => true);
  }

  /** Erases what waits and writes a key that is purged. */
  purge(namespace: string, collection: string, keyHash: Uint8Array): void {
    const rows = this.#ofCollection.all(namespace, collection) as Row[];
    const writing = rows.filter(({ set_id }) =>
      privateKeys(this.#sets.get(set_id)).some((key) => sha256(key).equals(keyHash)),
    );
    this.#drop(writing, () => true);
  }

  #drop(rows: Row[], erases: (row: Row) => boolean): number {
    const erased = rows.filter(erases);
    for (const { set_id } of erased) this.#sets.erase(set_id);
    for (const row of rows) this.#remove.run(row.transaction_id, row.namespace, row.collection, row.rwset_hash);
    return erased.length;
  }
}
