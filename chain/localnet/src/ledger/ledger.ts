/** The ledger: one file, one transaction a block. */
import { EventEmitter } from 'node:events';
import type { DatabaseSync } from 'node:sqlite';
import type { SigningIdentity } from '../msp/identity.ts';
import { blockBytes, genesisBlock, type OrderedBlock, orderBlock } from '../orderer/block.ts';
import { sha256 } from '../protoutil/hash.ts';
import { ValidationCode } from '../validation/codes.ts';
import type { EndorsementRules } from '../validation/endorsement.ts';
import { openEnvelope } from '../validation/transaction.ts';
import { type ValidatedBlock, type ValidatedTransaction, validateBlock } from '../validation/validator.ts';
import { BlockStore } from './block-store.ts';
import { BlockUpdates, commitHash } from './block-updates.ts';
import { emptyLog, inTransaction, openDatabase } from './database.ts';
import { PrivateDataStore } from './private-data.ts';
import { type HashedWrite, type ParsedCollection, parsePrivateWrites } from './read-write-set.ts';
import { StateStore } from './state.ts';
import type { Version } from './version.ts';

/** How long private data waits for its transaction, in milliseconds. */
const TRANSIENT_RETENTION = 24 * 3600 * 1000;

type Purge = { namespace: string; collection: string; keyHash: Uint8Array; version: Version };

/** The ledger of the one channel. Emits `block` with the new height after each commit. */
export class Ledger {
  readonly state: StateStore;
  readonly blocks: BlockStore;
  readonly privateData: PrivateDataStore;
  readonly events = new EventEmitter().setMaxListeners(0);
  readonly #db: DatabaseSync;
  #height: number;

  /** Opens the file, making it when it is absent. */
  constructor(file: string) {
    this.#db = openDatabase(file);
    this.state = new StateStore(this.#db);
    this.blocks = new BlockStore(this.#db);
    this.privateData = new PrivateDataStore(this.#db);
    this.#height = (this.blocks.tip()?.number ?? -1) + 1;
  }

  /** The number of blocks. */
  get height(): number {
    return this.#height;
  }

  /** Commits block 0. */
  commitGenesis(envelope: Uint8Array): void {
    const block = genesisBlock(envelope);
    const id = openEnvelope(envelope).header.channel.transactionId;
    const transactions = [{ id, code: ValidationCode.VALID, namespaces: [] }];
    this.#write(block, { transactions, updates: new BlockUpdates() });
  }

  /** Orders, validates and commits the next block. When this returns, it is on disk. */
  commit(envelopes: Uint8Array[], orderer: SigningIdentity, rules: EndorsementRules & { channel: string }): void {
    const block = orderBlock(this.#height, this.blocks.tip()!.headerHash, envelopes, orderer);
    this.#write(block, validateBlock(envelopes, block.number, { ...rules, state: this.state, blocks: this.blocks }));
  }

  /** Closes the file. */
  close(): void {
    emptyLog(this.#db);
    this.#db.close();
  }

  #write(block: OrderedBlock, { transactions, updates }: ValidatedBlock): void {
    const codes = Buffer.from(transactions.map(({ code }) => code));
    const previous = this.blocks.tip()?.commitHash;
    const hash = previous ? commitHash(codes, updates, previous) : Buffer.alloc(0);
    const erased = inTransaction(this.#db, () => {
      this.blocks.append(block.number, block.headerHash, hash, blockBytes(block, codes, hash));
      const purges = transactions.flatMap((transaction, tx) => this.#apply(transaction, { block: block.number, tx }));
      for (const { namespace, collection, keyHash, version } of purges) {
        this.state.purge(namespace, collection, keyHash, version);
        this.privateData.purge(namespace, collection, keyHash, version);
      }
      return this.privateData.expire(Date.now() - TRANSIENT_RETENTION) + purges.length > 0;
    });
    this.#height = block.number + 1;
    // secure_delete has overwritten the rows in the log's pages; older pages of the log still hold them.
    if (erased) emptyLog(this.#db);
    this.events.emit('block', this.#height);
  }

  #apply({ id, code, namespaces }: ValidatedTransaction, version: Version): Purge[] {
    this.blocks.record(id, { ...version, code });
    const valid = code === ValidationCode.VALID;
    const purges: Purge[] = [];
    for (const { namespace, writes, collections } of namespaces) {
      if (valid) for (const { key, value } of writes) this.state.put(namespace, key, version, value);
      for (const collection of collections) {
        this.#applyPrivate(id, namespace, collection, version, valid);
        if (!valid) continue;
        for (const { keyHash, valueHash } of collection.writes) {
          this.state.putHash(namespace, collection.name, keyHash, version, valueHash);
        }
        purges.push(...purgesOf(namespace, collection, version));
      }
    }
    // A duplicate must not take away what the first one under its id still waits for; that one is committed already.
    this.privateData.forget(id);
    return purges;
  }

  /** Moves what endorsers kept to its block and, when valid, into the state. What never came stays missing. */
  #applyPrivate(id: string, namespace: string, collection: ParsedCollection, version: Version, valid: boolean): void {
    if (collection.privateHash.length === 0) return;
    const rwset = this.privateData.pending(id, namespace, collection.name, collection.privateHash);
    if (!rwset) return;
    this.privateData.add(version, { namespace, collection: collection.name, rwset });
    if (!valid) return;
    for (const { key, value } of parsePrivateWrites(rwset)) {
      this.state.putPrivate(namespace, collection.name, { name: key, hash: sha256(key) }, version, value);
    }
  }
}

function purgesOf(namespace: string, collection: ParsedCollection, version: Version): Purge[] {
  const purged = collection.writes.filter((write: HashedWrite) => write.purge);
  return purged.map(({ keyHash }) => ({ namespace, collection: collection.name, keyHash, version }));
}
