/** A transaction's simulation on one organisation's peer: reads committed state at a height, gathers reads and writes. */
import { sha256 } from '../protoutil/hash.ts';
import type { History } from './history.ts';
import { getOrAdd } from './maps.ts';
import type { PrivateState } from './private-state.ts';
import { type Page, RangeIterator, readPage } from './range-iterator.ts';
import type { RangeRead } from './range-summary.ts';
import {
  type CollectionAccess,
  type NamespaceAccess,
  newNamespaceAccess,
  privateWrites,
  publicReadWriteSet,
  type Write,
  writesPrivately,
} from './read-write-set.ts';
import type { KeyValue, StateStore } from './state.ts';
import type { PrivateSet } from './transient-store.ts';

/** What a simulation leaves behind. */
export type SimulationResults = {
  /** `rwset.TxReadWriteSet`. */
  publicBytes: Uint8Array;
  privateSets: PrivateSet[];
  /** Whether a public key without a policy of its own was written. */
  writesPublicly: boolean;
  /** Collections whose values, not only hashes, were read. */
  collectionsRead: Set<string>;
  collectionsWritten: Set<string>;
  /** Collections of which a key without a policy of its own was written. */
  collectionsByDefault: Set<string>;
  /** The own policies, `SignaturePolicyEnvelope`, of written keys that have one. */
  keyPolicies: Uint8Array[];
};

/** Where a simulation runs. */
export type SimulationContext = {
  state: StateStore;
  history: History;
  privateState: PrivateState;
  /** The newest block whose writes are seen. */
  height: number;
  transactionId: string;
  namespace: string;
  /** Whether this peer's organisation is a member of the collection. */
  holds: (collection: string) => boolean;
};

/** One transaction on one peer. Reads never see the transaction's own writes. */
export class Simulator {
  readonly #context: SimulationContext;
  readonly #namespaces = new Map<string, NamespaceAccess>();
  readonly #collectionsRead = new Set<string>();
  #queriedPrivately = false;
  #queriedPages = false;
  #wrote = false;

  constructor(context: SimulationContext) {
    this.#context = context;
  }

  /** The transaction's id. */
  get transactionId(): string {
    return this.#context.transactionId;
  }

  /** A public value; of `namespace` when it is not the chaincode's own (the chaincode's definition). */
  get(key: string, namespace = this.#context.namespace): Buffer | undefined {
    const found = this.#context.state.get(namespace, key, this.#context.height);
    const { reads } = this.#access(namespace);
    if (!reads.has(key)) reads.set(key, found && { block: found.block, tx: found.tx });
    return found?.value;
  }

  /** Writes a public value; none, or an empty one, is a delete. */
  put(key: string, value: Uint8Array | undefined, namespace = this.#context.namespace): void {
    this.#checkWrite();
    this.#access(namespace).writes.set(key, { value: value?.length ? value : undefined });
  }

  /** A public key's own endorsement policy. */
  policy(key: string): Buffer | undefined {
    this.get(key);
    return this.#policyOf('', Buffer.from(key));
  }

  /** Gives a public key an endorsement policy of its own. */
  setPolicy(key: string, policy: Uint8Array): void {
    this.#checkWrite();
    this.#access(this.#context.namespace).policies.set(key, policy);
  }

  /** A private key's own endorsement policy; every peer has it. */
  privatePolicy(collection: string, key: string): Buffer | undefined {
    this.#readHash(collection, key);
    return this.#policyOf(collection, sha256(key));
  }

  /** Gives a private key an endorsement policy of its own. */
  setPrivatePolicy(collection: string, key: string, policy: Uint8Array): void {
    this.#checkWrite();
    this.#collection(collection).policies.set(key, policy);
  }

  /** Reads public keys from `start` up to but without `end`. */
  range(start: string, end: string): RangeIterator {
    return new RangeIterator(...this.#openRange(start, end));
  }

  /** Reads one page of public keys, all of them when `size` is not positive; no write may stand beside it. */
  page(start: string, end: string, size: number): Page {
    if (this.#wrote) throw this.#unsupported('Paginated queries are supported only in a read-only transaction');
    this.#queriedPages = true;
    return readPage(...this.#openRange(start, end), size);
  }

  /** A public key's past as `KeyModification` bytes, newest first. Leaves no trace in the read set. */
  history(key: string): Iterator<Uint8Array> {
    const { history, namespace, height } = this.#context;
    return history.of(namespace, key, height);
  }

  /**
   * A private value.
   * @throws Error when this peer does not hold the value that the public hash stands for
   */
  getPrivate(collection: string, key: string): Buffer | undefined {
    this.#collectionsRead.add(collection);
    const version = this.#readHash(collection, key);
    if (!version) return undefined;
    const { privateState, namespace, holds } = this.#context;
    const value = holds(collection) ? privateState.get(namespace, collection, key, version) : undefined;
    if (value) return value;
    throw new Error(
      'private data matching public hash version is not available. Public hash version = ' +
        `{BlockNum: ${version.block}, TxNum: ${version.tx}}, Private data version = <nil>`,
    );
  }

  /** The hash of a private value; every peer has it. */
  getPrivateHash(collection: string, key: string): Buffer | undefined {
    return this.#readHash(collection, key)?.value;
  }

  /** Writes a private value; none, or an empty one, is a delete, and `purge` erases the past too. */
  putPrivate(collection: string, key: string, value: Uint8Array | undefined, purge = false): void {
    this.#checkWrite();
    const write: Write = { value: value?.length ? value : undefined };
    if (purge) write.purge = true;
    this.#collection(collection).writes.set(key, write);
  }

  /** Reads private keys of a range; leaves no trace in the read set, so no write may stand beside it. */
  privateRange(collection: string, start: string, end: string): RangeIterator {
    const { privateState, namespace, height, holds } = this.#context;
    if (this.#wrote) throw this.#unsupported('Queries on pvt data is supported only in a read-only transaction');
    this.#queriedPrivately = true;
    this.#collectionsRead.add(collection);
    return new RangeIterator(
      holds(collection) ? privateState.range(namespace, collection, start, end, height) : [][Symbol.iterator](),
    );
  }

  /** What the simulation did. */
  results(): SimulationResults {
    for (const { ranges } of this.#namespaces.values()) ranges.forEach(closeRange);
    const own = this.#namespaces.get(this.#context.namespace) ?? newNamespaceAccess();
    const written = [...own.collections].filter(([, access]) => writesPrivately(access));
    const publicly = [...own.writes.keys(), ...own.policies.keys()].map((key) => this.#policyOf('', Buffer.from(key)));
    const privately = written.map(([collection, { writes, policies }]) => ({
      collection,
      policies: [...writes.keys(), ...policies.keys()].map((key) => this.#policyOf(collection, sha256(key))),
    }));
    return {
      publicBytes: publicReadWriteSet(this.#namespaces),
      privateSets: written.map(([collection, access]) => ({
        namespace: this.#context.namespace,
        collection,
        rwset: privateWrites(access),
      })),
      writesPublicly: publicly.includes(undefined),
      collectionsRead: this.#collectionsRead,
      collectionsWritten: new Set(written.map(([collection]) => collection)),
      collectionsByDefault: new Set(
        privately.filter(({ policies }) => policies.includes(undefined)).map(({ collection }) => collection),
      ),
      keyPolicies: [...publicly, ...privately.flatMap(({ policies }) => policies)].filter((policy) => !!policy),
    };
  }

  #readHash(collection: string, key: string): ReturnType<StateStore['getHash']> {
    const { state, namespace, height } = this.#context;
    const found = state.getHash(namespace, collection, sha256(key), height);
    const { reads } = this.#collection(collection);
    if (!reads.has(key)) reads.set(key, found && { block: found.block, tx: found.tx });
    return found;
  }

  #policyOf(collection: string, key: Uint8Array): Buffer | undefined {
    const { state, namespace, height } = this.#context;
    return state.policy(namespace, collection, key, height);
  }

  #checkWrite(): void {
    if (this.#queriedPrivately) {
      throw this.#unsupported('Transaction has already performed queries on pvt data. Writes are not allowed');
    }
    if (this.#queriedPages) {
      throw this.#unsupported('Transaction has already performed a paginated query. Writes are not allowed');
    }
    this.#wrote = true;
  }

  /** The misspelling is Fabric's; clients may look for it. */
  #unsupported(reason: string): Error {
    return new Error(`txid [${this.#context.transactionId}]: unsuppored transaction. ${reason}`);
  }

  #openRange(start: string, end: string): [Iterator<KeyValue>, RangeRead] {
    const { state, height, namespace } = this.#context;
    const record: RangeRead = { startKey: start, endKey: end, exhausted: false, reads: [] };
    this.#access(namespace).ranges.push(record);
    return [state.range(namespace, start, end, height), record];
  }

  #access(namespace: string): NamespaceAccess {
    return getOrAdd(this.#namespaces, namespace, newNamespaceAccess);
  }

  #collection(name: string): CollectionAccess {
    const { collections } = this.#access(this.#context.namespace);
    return getOrAdd(collections, name, () => ({ reads: new Map(), writes: new Map(), policies: new Map() }));
  }
}

/** A range that was not read to its end counts up to the last key that was handed over. */
function closeRange(range: RangeRead): void {
  if (!range.exhausted) range.endKey = range.reads.at(-1)!.key;
}
