import { ledger, type peer } from '@hyperledger/fabric-protos';
import { sha256 } from './header.ts';

/** A private value that a peer delivered, unchecked. */
export type DeliveredValue = { readonly key: string; readonly value: Uint8Array };

/** Private values of a block: by transaction, namespace, collection and the hash of the key (hex). */
export type PrivateData = {
  /** The value, or undefined when the peer did not deliver one. */
  get(transaction: number, namespace: string, collection: string, keyHash: string): DeliveredValue | undefined;
};

/** Block without private data. */
export const noPrivateData: PrivateData = { get: () => undefined };

function placeOf(transaction: number, namespace: string, collection: string, keyHash: string): string {
  return [transaction, namespace, collection, keyHash].join('\0');
}

/**
 * Indexes the private data that came with a block (`peer.BlockAndPrivateData`). A value is filed under the hash of the
 * key that it was delivered with, so a peer cannot pass one off under another key; the value itself is checked by
 * whoever takes it.
 */
export function indexPrivateData(message: peer.BlockAndPrivateData): PrivateData {
  const values = new Map<string, DeliveredValue>();
  message.getPrivateDataMapMap().forEach((set: ledger.rwset.TxPvtReadWriteSet, transaction: number) => {
    for (const namespace of set.getNsPvtRwsetList()) {
      for (const collection of namespace.getCollectionPvtRwsetList()) {
        const writes = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(collection.getRwset_asU8()).getWritesList();
        for (const write of writes) {
          const keyHash = Buffer.from(sha256(Buffer.from(write.getKey(), 'utf8'))).toString('hex');
          const place = placeOf(transaction, namespace.getNamespace(), collection.getCollectionName(), keyHash);
          values.set(place, { key: write.getKey(), value: write.getValue_asU8() });
        }
      }
    }
  });
  return {
    get: (transaction, namespace, collection, keyHash) =>
      values.get(placeOf(transaction, namespace, collection, keyHash)),
  };
}
