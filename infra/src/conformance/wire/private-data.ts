import { ledger } from '@hyperledger/fabric-protos';
import { take } from './blocks.ts';
import type { Client } from './client.ts';

const { kvrwset } = ledger.rwset;

/** Private writes of one transaction as they come beside its block: `collection/key` and value, or the collection alone. */
export type DeliveredWrite = { readonly collection: string; readonly key: string | undefined; readonly value: string };

/** The private writes that this client is given beside a block, of all its transactions. */
export async function privateWritesOf({ network }: Client, block: bigint): Promise<DeliveredWrite[]> {
  const [event] = await take(await network.getBlockAndPrivateDataEvents({ startBlock: block }), 1);
  const sets = [...event!.getPrivateDataMapMap().entries()].map(([, set]) => set as ledger.rwset.TxPvtReadWriteSet);
  return sets
    .flatMap((set) => set.getNsPvtRwsetList())
    .flatMap((namespace) => namespace.getCollectionPvtRwsetList())
    .flatMap((set): DeliveredWrite[] => {
      const collection = set.getCollectionName();
      const writes = kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8()).getWritesList();
      if (writes.length === 0) return [{ collection, key: undefined, value: '' }];
      return writes.map((write) => ({
        collection,
        key: write.getKey(),
        value: Buffer.from(write.getValue_asU8()).toString('utf8'),
      }));
    });
}
