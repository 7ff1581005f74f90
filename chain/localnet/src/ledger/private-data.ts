/** Private data on a peer: waiting for its transaction, in the state, beside its block, and erased by a purge. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { sha256 } from '../protoutil/hash.ts';
import { PrivateSets } from './private-sets.ts';
import { PrivateState } from './private-state.ts';
import { type ParsedCollection, privateKeys, writesWithout } from './read-write-set.ts';
import { type PrivateSet, TransientStore } from './transient-store.ts';
import type { Version } from './version.ts';

type Place = Version & { set_id: number };

/** All private data; writes belong into a transaction. */
export class PrivateDataStore {
  readonly state: PrivateState;
  readonly transient: TransientStore;
  readonly #sets: PrivateSets;
  readonly #add: StatementSync;
  readonly #addKey: StatementSync;
  readonly #ofBlock: StatementSync;
  readonly #places: StatementSync;
  readonly #setOf: StatementSync;
  readonly #remove: StatementSync;
  readonly #removeKey: StatementSync;

  constructor(db: DatabaseSync) {
    this.#sets = new PrivateSets(db);
    this.state = new PrivateState(db);
    this.transient = new TransientStore(db, this.#sets);
    this.#add = db.prepare('INSERT OR REPLACE INTO private_blocks VALUES (?, ?, ?, ?, ?)');
    this.#addKey = db.prepare('INSERT OR IGNORE INTO private_block_keys VALUES (?, ?, ?, ?, ?)');
    this.#ofBlock = db.prepare(
      'SELECT tx, namespace, collection, rwset FROM private_blocks JOIN private_sets ON id = set_id WHERE block = ? ORDER BY tx, namespace, collection',
    );
    this.#places = db.prepare(
      `SELECT block, tx, set_id FROM private_block_keys JOIN private_blocks USING (block, tx, namespace, collection)
       WHERE namespace = ? AND collection = ? AND key_hash = ? AND (block, tx) < (?, ?)`,
    );
    const place = 'block = ? AND tx = ? AND namespace = ? AND collection = ?';
    this.#setOf = db.prepare(`SELECT set_id FROM private_blocks WHERE ${place}`);
    this.#remove = db.prepare(`DELETE FROM private_blocks WHERE ${place}`);
    this.#removeKey = db.prepare(`DELETE FROM private_block_keys WHERE key_hash = ? AND ${place}`);
  }

  /**
   * Puts what endorsers kept for a transaction's collection beside its block and, when valid, into the state.
   * @returns the id of the set; nothing when it never came, and stays missing
   */
  commit(
    transactionId: string,
    namespace: string,
    { name, privateHash }: ParsedCollection,
    version: Version,
    valid: boolean,
  ): number | undefined {
    const id = this.transient.find(transactionId, namespace, name, privateHash);
    if (id === undefined) return undefined;
    const rwset = this.#sets.get(id);
    this.#place(version, namespace, name, id, rwset);
    if (valid) this.state.put(namespace, name, version, id, rwset);
    return id;
  }

  /** The sets beside a block; one of which everything was purged is there, without writes. */
  ofBlock(block: number): (PrivateSet & { tx: number })[] {
    const rows = this.#ofBlock.all(block) as { tx: number; namespace: string; collection: string; rwset: Uint8Array }[];
    return rows.map((row) => ({ ...row, rwset: Buffer.from(row.rwset) }));
  }

  /** Erases every version of a key before `before`: from the state, beside its blocks, and of what still waits. */
  purge(namespace: string, collection: string, keyHash: Uint8Array, before: Version): void {
    this.state.purge(namespace, collection, keyHash, before);
    const places = this.#places.all(namespace, collection, keyHash, before.block, before.tx) as Place[];
    for (const { block, tx, set_id } of places) {
      const left = writesWithout(this.#sets.get(set_id), keyHash);
      this.#sets.erase(set_id);
      const id = this.#sets.append(left);
      this.#place({ block, tx }, namespace, collection, id, left);
      this.state.moved(namespace, collection, { block, tx }, id, left);
    }
    this.transient.purge(namespace, collection, keyHash);
  }

  /** Erases what a transaction wrote in a collection, whose time has come; whether it was there. */
  expire(namespace: string, collection: string, version: Version): boolean {
    const place = [version.block, version.tx, namespace, collection] as const;
    const found = this.#setOf.get(...place) as { set_id: number } | undefined;
    if (!found) return false;
    for (const key of privateKeys(this.#sets.get(found.set_id))) {
      this.state.expire(namespace, collection, key, version);
      this.#removeKey.run(sha256(key), ...place);
    }
    this.#sets.erase(found.set_id);
    this.#remove.run(...place);
    return true;
  }

  #place({ block, tx }: Version, namespace: string, collection: string, id: number, rwset: Uint8Array): void {
    this.#add.run(block, tx, namespace, collection, id);
    for (const key of privateKeys(rwset)) this.#addKey.run(namespace, collection, sha256(key), block, tx);
  }
}
