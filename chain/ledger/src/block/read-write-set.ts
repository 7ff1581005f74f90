import { ledger } from '@hyperledger/fabric-protos';

const { kvrwset } = ledger.rwset;

/** Version of a state entry: where it was written. */
export type Version = { readonly block: number; readonly transaction: number };

/** A read of a public key; the version is undefined when the key was absent. */
export type StateRead = { readonly key: string; readonly version: Version | undefined };

/** A write of a public key. */
export type StateWrite = { readonly key: string; readonly isDelete: boolean; readonly value: Uint8Array };

/** What stands for the reads of a range with many results: the topmost hashes of a tree over them. */
export type RangeSummary = {
  readonly maxDegree: number;
  readonly maxLevel: number;
  readonly hashes: readonly Uint8Array[];
};

/** A range that was read: its end and what was seen in it. */
export type RangeRead = {
  readonly startKey: string;
  /** The first key beyond the range; the last key in it when it was not read to its end. */
  readonly endKey: string;
  readonly exhausted: boolean;
  /** The reads themselves, or a summary of them (more than 50 results). */
  readonly seen: { readonly reads: readonly StateRead[] } | { readonly summary: RangeSummary };
};

/** A read of a private key, by the hash of its name. */
export type HashedRead = { readonly keyHash: Uint8Array; readonly version: Version | undefined };

/** A write of a private key, by hashes: SHA-256 of the name and SHA-256 of the value. */
export type HashedWrite = {
  readonly keyHash: Uint8Array;
  readonly isDelete: boolean;
  readonly isPurge: boolean;
  readonly valueHash: Uint8Array;
};

/** What a transaction read and wrote of one private collection, by hashes. */
export type CollectionSet = {
  readonly collection: string;
  readonly reads: readonly HashedRead[];
  readonly writes: readonly HashedWrite[];
};

/** What a transaction read and wrote of one namespace (chaincode). */
export type NamespaceSet = {
  readonly namespace: string;
  readonly reads: readonly StateRead[];
  readonly ranges: readonly RangeRead[];
  readonly writes: readonly StateWrite[];
  /** Keys whose metadata (key-level endorsement policy) was written. */
  readonly metadataKeys: readonly string[];
  readonly collections: readonly CollectionSet[];
};

type VersionMessage = { getBlockNum(): number; getTxNum(): number };

function version(message: VersionMessage | undefined): Version | undefined {
  return message && { block: message.getBlockNum(), transaction: message.getTxNum() };
}

type ReadMessage = { getKey(): string; getVersion(): VersionMessage | undefined };

function stateRead(message: ReadMessage): StateRead {
  return { key: message.getKey(), version: version(message.getVersion()) };
}

type RangeMessage = ledger.rwset.kvrwset.RangeQueryInfo;

function rangeRead(message: RangeMessage): RangeRead {
  const summary = message.getReadsMerkleHashes();
  const ends = { startKey: message.getStartKey(), endKey: message.getEndKey(), exhausted: message.getItrExhausted() };
  if (summary === undefined) {
    return { ...ends, seen: { reads: message.getRawReads()?.getKvReadsList().map(stateRead) ?? [] } };
  }
  const [maxDegree, maxLevel] = [summary.getMaxDegree(), summary.getMaxLevel()];
  return { ...ends, seen: { summary: { maxDegree, maxLevel, hashes: summary.getMaxLevelHashesList_asU8() } } };
}

function parseCollection(collection: string, bytes: Uint8Array): CollectionSet {
  const set = kvrwset.HashedRWSet.deserializeBinary(bytes);
  return {
    collection,
    reads: set.getHashedReadsList().map((read) => ({
      keyHash: read.getKeyHash_asU8(),
      version: version(read.getVersion()),
    })),
    writes: set.getHashedWritesList().map((write) => ({
      keyHash: write.getKeyHash_asU8(),
      isDelete: write.getIsDelete(),
      isPurge: write.getIsPurge(),
      valueHash: write.getValueHash_asU8(),
    })),
  };
}

/**
 * Parses `ChaincodeAction.results` (`rwset.TxReadWriteSet`).
 *
 * @throws Error when the bytes are not one; Fabric marks such a transaction BAD_RWSET.
 */
export function parseReadWriteSet(bytes: Uint8Array): NamespaceSet[] {
  const whole = ledger.rwset.TxReadWriteSet.deserializeBinary(bytes);
  return whole.getNsRwsetList().map((namespace) => {
    const set = kvrwset.KVRWSet.deserializeBinary(namespace.getRwset_asU8());
    return {
      namespace: namespace.getNamespace(),
      reads: set.getReadsList().map(stateRead),
      ranges: set.getRangeQueriesInfoList().map(rangeRead),
      writes: set.getWritesList().map((write) => ({
        key: write.getKey(),
        isDelete: write.getIsDelete(),
        value: write.getValue_asU8(),
      })),
      metadataKeys: set.getMetadataWritesList().map((write) => write.getKey()),
      collections: namespace
        .getCollectionHashedRwsetList()
        .map((collection) => parseCollection(collection.getCollectionName(), collection.getHashedRwset_asU8())),
    };
  });
}
