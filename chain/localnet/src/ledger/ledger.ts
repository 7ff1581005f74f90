/** The ledger: one file, one transaction a block. */
import { EventEmitter } from 'node:events';
import type { DatabaseSync } from 'node:sqlite';
import type { Chaincode } from '../lifecycle.ts';
import type { SigningIdentity } from '../msp/identity.ts';
import { blockBytes, genesisBlock, type OrderedBlock, orderBlock } from '../orderer/block.ts';
import { ValidationCode } from '../validation/codes.ts';
import type { EndorsementRules } from '../validation/endorsement.ts';
import { openEnvelope } from '../validation/transaction.ts';
import { type ValidatedBlock, type ValidatedTransaction, validateBlock } from '../validation/validator.ts';
import { BlockStore } from './block-store.ts';
import { BlockUpdates, commitHash } from './block-updates.ts';
import { emptyLog, inTransaction, openDatabase } from './database.ts';
import { Expiry } from './expiry.ts';
import { History } from './history.ts';
import { PrivateDataStore } from './private-data.ts';
import type { ParsedCollection } from './read-write-set.ts';
import { StateStore } from './state.ts';
import { Together } from './together.ts';
import type { PrivateSet } from './transient-store.ts';
import type { Version } from './version.ts';

/** How long private data waits for its transaction, in milliseconds. */
const TRANSIENT_RETENTION = 24 * 3600 * 1000;

type Purge = { namespace: string; collection: string; keyHash: Uint8Array; version: Version };

/** The ledger of the one channel. Emits `block` with the new height after each commit. */
export class Ledger {
  readonly state: StateStore;
  readonly blocks: BlockStore;
  readonly history: History;
  readonly privateData: PrivateDataStore;
  readonly events = new EventEmitter().setMaxListeners(0);
  readonly #db: DatabaseSync;
  readonly #kept: Together;
  readonly #expiry: Expiry;
  #height: number;

  /** Opens the file, making it when it is absent. */
  constructor(file: string) {
    this.#db = openDatabase(file);
    this.#kept = new Together((work) => inTransaction(this.#db, work));
    this.state = new StateStore(this.#db);
    this.blocks = new BlockStore(this.#db);
    this.history = new History(this.#db, this.blocks);
    this.privateData = new PrivateDataStore(this.#db);
    this.#expiry = new Expiry(this.#db, this.state, this.privateData);
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
    const validated = validateBlock(envelopes, block.number, { ...rules, state: this.state, blocks: this.blocks });
    this.#write(block, validated, rules.chaincode);
  }

  /** Keeps private data until its transaction is committed; resolves when it is on disk. */
  async keepPrivate(transactionId: string, sets: PrivateSet[]): Promise<void> {
    if (sets.length === 0) return;
    await this.#kept.add(() => this.privateData.transient.keep(transactionId, sets, Date.now()));
  }

  /** Closes the file. */
  close(): void {
    this.#kept.flush();
    emptyLog(this.#db);
    this.#db.close();
  }

  #write(block: OrderedBlock, { transactions, updates }: ValidatedBlock, chaincode?: Chaincode): void {
    const codes = Buffer.from(transactions.map(({ code }) => code));
    const previous = this.blocks.tip()?.commitHash;
    const hash = previous ? commitHash(codes, updates, previous) : Buffer.alloc(0);
    const apply = (): boolean => {
      this.blocks.append(block.number, block.headerHash, hash, blockBytes(block, codes, hash));
      const done = transactions.map((transaction, tx) =>
        this.#apply(transaction, { block: block.number, tx }, chaincode),
      );
      const purges = done.flatMap((each) => each.purges);
      for (const { namespace, collection, keyHash, version } of purges) {
        this.privateData.purge(namespace, collection, keyHash, version);
      }
      const dropped = done.reduce((sum, each) => sum + each.dropped, 0);
      const expired = this.#expiry.run(block.number);
      const never = this.privateData.transient.expire(Date.now() - TRANSIENT_RETENTION);
      return purges.length + dropped + expired + never > 0;
    };
    const erased = this.#kept.within((keep) =>
      inTransaction(this.#db, () => {
        keep();
        return apply();
      }),
    );
    this.#height = block.number + 1;
    // What was overwritten still stands in older pages of the log.
    if (erased) emptyLog(this.#db);
    this.events.emit('block', this.#height);
  }

  #apply(
    { id, code, namespaces }: ValidatedTransaction,
    version: Version,
    chaincode: Chaincode | undefined,
  ): { purges: Purge[]; dropped: number } {
    this.blocks.record(id, { ...version, code });
    const valid = code === ValidationCode.VALID;
    const purges: Purge[] = [];
    const committed = new Set<number>();
    for (const access of namespaces) {
      const { namespace, collections } = access;
      if (valid) this.state.apply(access, version);
      for (const collection of collections) {
        const set = this.privateData.commit(id, namespace, collection, version, valid);
        if (set !== undefined) committed.add(set);
        if (valid) purges.push(...purgesOf(namespace, collection, version));
        const { blockToLive = 0 } = chaincode?.collections.get(collection.name)?.definition ?? {};
        if (blockToLive > 0) this.#expiry.note(blockToLive, namespace, collection, version, valid);
      }
    }
    return { purges, dropped: this.privateData.transient.settle(id, committed) };
  }
}

function purgesOf(namespace: string, { name, writes }: ParsedCollection, version: Version): Purge[] {
  const purged = writes.filter((write) => write.purge);
  return purged.map(({ keyHash }) => ({ namespace, collection: name, keyHash, version }));
}
