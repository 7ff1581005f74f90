/** Read-write sets: from what a simulation did to Fabric's bytes, and back. */
import { ledger } from '@hyperledger/fabric-protos';
import { limited } from '../protoutil/field-limit.ts';
import { sha256 } from '../protoutil/hash.ts';
import { type KeyRead, keyReadMessage, type RangeRead, rangeQueryInfo } from './range-summary.ts';
import { type Version, versionMessage, versionOf } from './version.ts';

const { kvrwset } = ledger.rwset;
const EMPTY = new Uint8Array();
/** Lists within `KVRWSet`: raw reads and hashes of a range, entries of a key's metadata. */
const PAIRS = { 2: { 5: {}, 6: {} }, 4: {} };
/** Lists within `HashedRWSet`: entries of a key's metadata. */
const HASHED = { 3: {} };
/** The one kind of metadata that a key may have: its endorsement policy. */
export const VALIDATION_PARAMETER = 'VALIDATION_PARAMETER';

/** A write; no value is a delete, and a purge is one that erases the past too. */
export type Write = { value: Uint8Array | undefined; purge?: boolean };

/** What a simulation did in one collection. */
export type CollectionAccess = {
  reads: Map<string, Version | undefined>;
  writes: Map<string, Write>;
  /** Keys' own endorsement policies, `SignaturePolicyEnvelope`. */
  policies: Map<string, Uint8Array>;
};

/** What a simulation did in one namespace. */
export type NamespaceAccess = {
  reads: Map<string, Version | undefined>;
  ranges: RangeRead[];
  writes: Map<string, Write>;
  policies: Map<string, Uint8Array>;
  collections: Map<string, CollectionAccess>;
};

/** A namespace nobody has touched yet. */
export function newNamespaceAccess(): NamespaceAccess {
  return { reads: new Map(), ranges: [], writes: new Map(), policies: new Map(), collections: new Map() };
}

/** `rwset.TxReadWriteSet` over the namespaces, each sorted as Fabric sorts. */
export function publicReadWriteSet(namespaces: Map<string, NamespaceAccess>): Uint8Array {
  const set = new ledger.rwset.TxReadWriteSet();
  set.setNsRwsetList(
    sorted(namespaces).map(([namespace, access]) => {
      const message = new ledger.rwset.NsReadWriteSet();
      message.setNamespace(namespace);
      message.setRwset(keyValueSet(access).serializeBinary());
      message.setCollectionHashedRwsetList(
        sorted(access.collections).map(([name, collection]) => hashedCollection(name, collection)),
      );
      return message;
    }),
  );
  return set.serializeBinary();
}

/** The private `KVRWSet` of a collection: its writes in the clear. A purge is a delete there, a policy only named. */
export function privateWrites(collection: CollectionAccess): Uint8Array {
  const set = new kvrwset.KVRWSet();
  set.setWritesList(sorted(collection.writes).map(([key, write]) => writeMessage(key, write)));
  set.setMetadataWritesList(sorted(collection.policies).map(([key]) => metadataWrite(key)));
  return set.serializeBinary();
}

function keyValueSet(access: NamespaceAccess): ledger.rwset.kvrwset.KVRWSet {
  const set = new kvrwset.KVRWSet();
  set.setReadsList(sorted(access.reads).map(([key, version]) => keyReadMessage({ key, version })));
  set.setRangeQueriesInfoList(access.ranges.map(rangeQueryInfo));
  set.setWritesList(sorted(access.writes).map(([key, write]) => writeMessage(key, write)));
  set.setMetadataWritesList(sorted(access.policies).map(([key, policy]) => metadataWrite(key, policy)));
  return set;
}

function metadataWrite(key: string, policy?: Uint8Array): ledger.rwset.kvrwset.KVMetadataWrite {
  const message = new kvrwset.KVMetadataWrite();
  message.setKey(key);
  if (policy) message.setEntriesList([policyEntry(policy)]);
  return message;
}

function policyEntry(policy: Uint8Array): ledger.rwset.kvrwset.KVMetadataEntry {
  const entry = new kvrwset.KVMetadataEntry();
  entry.setName(VALIDATION_PARAMETER);
  entry.setValue(policy);
  return entry;
}

function writeMessage(key: string, write: Write): ledger.rwset.kvrwset.KVWrite {
  const message = new kvrwset.KVWrite();
  message.setKey(key);
  if (write.value === undefined) message.setIsDelete(true);
  else message.setValue(write.value);
  return message;
}

function hashedCollection(name: string, access: CollectionAccess): ledger.rwset.CollectionHashedReadWriteSet {
  const hashed = new kvrwset.HashedRWSet();
  hashed.setHashedReadsList(
    sorted(access.reads).map(([key, version]) => {
      const read = new kvrwset.KVReadHash();
      read.setKeyHash(sha256(key));
      if (version) read.setVersion(versionMessage(version));
      return read;
    }),
  );
  hashed.setHashedWritesList(
    sorted(access.writes).map(([key, { value, purge }]) => {
      const write = new kvrwset.KVWriteHash();
      write.setKeyHash(sha256(key));
      if (value === undefined) write.setIsDelete(true);
      else write.setValueHash(sha256(value));
      if (purge) write.setIsPurge(true);
      return write;
    }),
  );
  hashed.setMetadataWritesList(
    sorted(access.policies).map(([key, policy]) => {
      const write = new kvrwset.KVMetadataWriteHash();
      write.setKeyHash(sha256(key));
      write.setEntriesList([policyEntry(policy)]);
      return write;
    }),
  );
  const message = new ledger.rwset.CollectionHashedReadWriteSet();
  message.setCollectionName(name);
  message.setHashedRwset(hashed.serializeBinary());
  message.setPvtRwsetHash(writesPrivately(access) ? sha256(privateWrites(access)) : EMPTY);
  return message;
}

/** Whether a collection was more than read. */
export function writesPrivately({ writes, policies }: CollectionAccess): boolean {
  return writes.size > 0 || policies.size > 0;
}

function sorted<T>(map: Map<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** A private key's write as everybody sees it; no hash is a delete. */
export type HashedWrite = {
  keyHash: Uint8Array;
  valueHash: Uint8Array | undefined;
  purge: boolean;
  /** Set for the value that was there already and gets a new version from a new policy of its key. */
  rewritten?: true;
};

/** One collection of a parsed read-write set. */
export type ParsedCollection = {
  name: string;
  /** SHA-256 of the private writes; empty when the collection was only read. */
  privateHash: Uint8Array;
  reads: { keyHash: Uint8Array; version: Version | undefined }[];
  writes: HashedWrite[];
  /** No policy takes the key's policy away. */
  policies: { keyHash: Uint8Array; policy: Uint8Array | undefined }[];
};

/** One namespace of a parsed read-write set. */
export type ParsedNamespace = {
  namespace: string;
  reads: KeyRead[];
  ranges: ledger.rwset.kvrwset.RangeQueryInfo[];
  writes: { key: string; value: Uint8Array | undefined }[];
  policies: { key: string; policy: Uint8Array | undefined }[];
  collections: ParsedCollection[];
};

/**
 * Parses `rwset.TxReadWriteSet`.
 * @throws Error when it does not parse
 */
export function parseReadWriteSet(bytes: Uint8Array): ParsedNamespace[] {
  const set = ledger.rwset.TxReadWriteSet.deserializeBinary(limited(bytes, { 2: { 3: {} } }));
  return set.getNsRwsetList().map((message) => {
    const pairs = kvrwset.KVRWSet.deserializeBinary(limited(message.getRwset_asU8(), PAIRS));
    return {
      namespace: message.getNamespace(),
      reads: pairs.getReadsList().map((read) => ({ key: read.getKey(), version: versionOf(read.getVersion()) })),
      ranges: pairs.getRangeQueriesInfoList(),
      writes: pairs.getWritesList().map((write) => ({ key: write.getKey(), value: valueIn(write) })),
      policies: pairs
        .getMetadataWritesList()
        .map((write) => ({ key: write.getKey(), policy: policyIn(write.getEntriesList()) })),
      collections: message.getCollectionHashedRwsetList().map(parseCollection),
    };
  });
}

function parseCollection(message: ledger.rwset.CollectionHashedReadWriteSet): ParsedCollection {
  const hashed = kvrwset.HashedRWSet.deserializeBinary(limited(message.getHashedRwset_asU8(), HASHED));
  return {
    name: message.getCollectionName(),
    privateHash: message.getPvtRwsetHash_asU8(),
    reads: hashed
      .getHashedReadsList()
      .map((read) => ({ keyHash: read.getKeyHash_asU8(), version: versionOf(read.getVersion()) })),
    writes: hashed.getHashedWritesList().map((write) => ({
      keyHash: write.getKeyHash_asU8(),
      valueHash: write.getIsDelete() ? undefined : write.getValueHash_asU8(),
      purge: write.getIsPurge(),
    })),
    policies: hashed
      .getMetadataWritesList()
      .map((write) => ({ keyHash: write.getKeyHash_asU8(), policy: policyIn(write.getEntriesList()) })),
  };
}

/** The private writes of a `KVRWSet`. */
export function parsePrivateWrites(bytes: Uint8Array): { key: string; value: Uint8Array | undefined }[] {
  const set = kvrwset.KVRWSet.deserializeBinary(bytes);
  return set.getWritesList().map((write) => ({ key: write.getKey(), value: valueIn(write) }));
}

/** The keys that a private `KVRWSet` names. */
export function privateKeys(bytes: Uint8Array): string[] {
  const set = kvrwset.KVRWSet.deserializeBinary(bytes);
  return [...set.getWritesList(), ...set.getMetadataWritesList()].map((write) => write.getKey());
}

/** A private `KVRWSet` without its writes of one key. */
export function writesWithout(bytes: Uint8Array, keyHash: Uint8Array): Uint8Array {
  const set = kvrwset.KVRWSet.deserializeBinary(bytes);
  const isOther = (write: { getKey(): string }): boolean => !sha256(write.getKey()).equals(keyHash);
  set.setWritesList(set.getWritesList().filter(isOther));
  set.setMetadataWritesList(set.getMetadataWritesList().filter(isOther));
  return set.serializeBinary();
}

function valueIn(write: ledger.rwset.kvrwset.KVWrite): Uint8Array | undefined {
  return write.getIsDelete() ? undefined : write.getValue_asU8();
}

function policyIn(entries: ledger.rwset.kvrwset.KVMetadataEntry[]): Uint8Array | undefined {
  const value = entries.find((entry) => entry.getName() === VALIDATION_PARAMETER)?.getValue_asU8();
  return value?.length ? value : undefined;
}
