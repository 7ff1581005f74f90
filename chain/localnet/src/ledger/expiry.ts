/** Private values that live for a number of blocks only: the `blockToLive` of their collections. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { PrivateDataStore } from './private-data.ts';
import type { ParsedCollection } from './read-write-set.ts';
import type { StateStore } from './state.ts';
import { sameVersion, type Version } from './version.ts';

/** Stands in a key hash's place for everything that one transaction wrote in a collection: its plaintext. */
const WHOLE_SET = Buffer.alloc(0);
/** The end of a value comes after every transaction of its block. */
const AFTER_ALL = 2 ** 31;

type Row = { namespace: string; collection: string; key_hash: Uint8Array; block: number; tx: number };

/**
 * Ends values as Fabric does (`data/fabric` §6): written in block n under a `blockToLive` of b, a value is there while
 * the chain is at n … n + b, and gone, with its hash, once block n + b + 1 is committed. Noted when it is written, so
 * that a later change of the definition leaves it alone. Writes belong into the commit's transaction.
 */
export class Expiry {
  readonly #state: StateStore;
  readonly #privateData: PrivateDataStore;
  readonly #note: StatementSync;
  readonly #move: StatementSync;
  readonly #due: StatementSync;
  readonly #done: StatementSync;

  constructor(db: DatabaseSync, state: StateStore, privateData: PrivateDataStore) {
    this.#state = state;
    this.#privateData = privateData;
    this.#note = db.prepare('INSERT OR IGNORE INTO private_expiry VALUES (?, ?, ?, ?, ?, ?)');
    const ofKey = 'namespace = ? AND collection = ? AND key_hash = ?';
    this.#move = db.prepare(
      `UPDATE OR REPLACE private_expiry SET block = ?, tx = ? WHERE ${ofKey}
       AND expires = (SELECT max(expires) FROM private_expiry WHERE ${ofKey})`,
    );
    this.#due = db.prepare('SELECT namespace, collection, key_hash, block, tx FROM private_expiry WHERE expires <= ?');
    this.#done = db.prepare('DELETE FROM private_expiry WHERE expires <= ?');
  }

  /** Notes what a transaction wrote in a collection that has a `blockToLive`. */
  note(
    blockToLive: number,
    namespace: string,
    { name, writes }: ParsedCollection,
    { block, tx }: Version,
    valid: boolean,
  ): void {
    const expires = block + blockToLive + 1;
    this.#note.run(expires, namespace, name, WHOLE_SET, block, tx);
    if (!valid) return;
    for (const { keyHash, rewritten } of writes) {
      // A new policy alone gives the value a new version, and no longer life.
      if (rewritten) this.#move.run(block, tx, namespace, name, keyHash, namespace, name, keyHash);
      else this.#note.run(expires, namespace, name, keyHash, block, tx);
    }
  }

  /** Ends what has lived its time when `block` is committed; how many sets of plaintext were erased. */
  run(block: number): number {
    const rows = this.#due.all(block) as Row[];
    let erased = 0;
    for (const { namespace, collection, key_hash: keyHash, ...version } of rows) {
      if (keyHash.length === 0) {
        if (this.#privateData.expire(namespace, collection, version)) erased += 1;
      } else if (sameVersion(this.#state.getHash(namespace, collection, keyHash, block), version)) {
        this.#state.endHash(namespace, collection, keyHash, { block, tx: AFTER_ALL });
      }
    }
    if (rows.length > 0) this.#done.run(block);
    return erased;
  }
}
