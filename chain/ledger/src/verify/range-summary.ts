import { ledger } from '@hyperledger/fabric-protos';
import { sha256 } from '../block/header.ts';
import type { RangeSummary, StateRead } from '../block/read-write-set.ts';

const { KVRead, QueryReads, Version } = ledger.rwset.kvrwset;

/** The lowest degree of which a tree can be made. */
const leastDegree = 2;

function leaf(reads: readonly StateRead[]): Uint8Array {
  const message = new QueryReads();
  message.setKvReadsList(
    reads.map(({ key, version }) => {
      const read = new KVRead();
      read.setKey(key);
      if (version !== undefined) {
        const stands = new Version();
        stands.setBlockNum(version.block);
        stands.setTxNum(version.transaction);
        read.setVersion(stands);
      }
      return read;
    }),
  );
  return sha256(message.serializeBinary());
}

/** Consecutive runs of `size` items; the last one may be shorter. */
function runs<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}

/**
 * The Merkle summary of a range read with more results than `maxDegree`, as Fabric records it (`kvrwset.proto`,
 * QueryReadsMerkleSummary): leaves over `maxDegree + 1` consecutive reads; whenever a level holds more than `maxDegree`
 * hashes they become one hash of the next level. What is left over below at the end is lifted, level by level.
 * Undefined where no such tree can be: too few reads or too low a degree.
 */
export function summaryOf(reads: readonly StateRead[], maxDegree: number): RangeSummary | undefined {
  if (maxDegree < leastDegree || reads.length <= maxDegree) return undefined;
  const width = maxDegree + 1;
  let level = runs(reads, width).map(leaf);
  let maxLevel = 1;
  // All full groups of a level move up, and then what is left over, as one hash.
  while (level.length > maxDegree) {
    level = runs(level, width).map((group) => (group.length === 1 ? group[0]! : sha256(...group)));
    maxLevel++;
  }
  return { maxDegree, maxLevel, hashes: level };
}

/** Whether two summaries say the same. */
export function sameSummary(a: RangeSummary, b: RangeSummary | undefined): boolean {
  return (
    b !== undefined &&
    a.maxDegree === b.maxDegree &&
    a.maxLevel === b.maxLevel &&
    a.hashes.length === b.hashes.length &&
    a.hashes.every((hash, at) => Buffer.compare(hash, b.hashes[at]!) === 0)
  );
}
