import { fromHex, toHex } from '../bytes.ts';
import { type MerkleTree, merkleTree } from '../merkle/tree.ts';

/** Where a value stands in a batch: all that its receipt says besides the transaction. Hex. */
export interface BatchEntry {
  /** The value itself: a commitment's root or an answer's leaf. */
  readonly value: string;
  readonly leafIndex: number;
  readonly treeSize: number;
  readonly path: string[];
}

/** Many values under one root. Hex. */
export interface Batch {
  readonly root: string;
  /** Byte-sorted and distinct: the order carries nothing about arrival. */
  readonly entries: readonly BatchEntry[];
}

/**
 * The tree over a set of 32-byte values (hex), sorted by bytes, the same value twice counting once.
 *
 * @throws RangeError for no value or for one that is not 32 bytes.
 */
export function batchOf(values: Iterable<string>): Batch {
  // Lower-case hex sorts as the bytes do.
  const sorted = [...new Set(values)].sort();
  const tree: MerkleTree = merkleTree(sorted.map((value) => fromHex(value, 32)));
  const paths = tree.paths(toHex);
  return {
    root: toHex(tree.root),
    entries: sorted.map((value, leafIndex) => ({
      value,
      leafIndex,
      treeSize: tree.size,
      path: paths[leafIndex]!,
    })),
  };
}
