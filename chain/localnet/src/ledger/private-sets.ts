/**
 * Private plaintext, each set of writes once, so that it can be erased without a trace.
 *
 * SQLite overwrites what is deleted (`secure_delete`), but not the copies that it leaves behind when it moves rows
 * between pages. So rows are only ever appended here, which moves nothing, and are erased by overwriting them in place
 * with as many zero bytes, which moves nothing either.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The store of private write sets; writes belong into a transaction. */
export class PrivateSets {
  readonly #append: StatementSync;
  readonly #get: StatementSync;
  readonly #erase: StatementSync;

  constructor(db: DatabaseSync) {
    this.#append = db.prepare('INSERT INTO private_sets (rwset) VALUES (?)');
    this.#get = db.prepare('SELECT rwset FROM private_sets WHERE id = ?');
    this.#erase = db.prepare('UPDATE private_sets SET rwset = zeroblob(length(rwset)) WHERE id = ?');
  }

  /** Keeps a set; its id. */
  append(rwset: Uint8Array): number {
    return Number(this.#append.run(rwset).lastInsertRowid);
  }

  /** A set's `KVRWSet` bytes; one that was erased must not be asked for. */
  get(id: number): Buffer {
    return Buffer.from(this.#get.get(id)!.rwset as Uint8Array);
  }

  /** Overwrites a set in place. */
  erase(id: number): void {
    this.#erase.run(id);
  }
}
