import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, concat } from '../bytes.ts';

const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);

/** Hash of a leaf: SHA-256(0x00 ‖ leaf) (RFC 9162, 2.1.1). */
export function hashLeaf(leaf: Uint8Array): Bytes {
  return sha256(concat(LEAF_PREFIX, leaf));
}

/** Hash of an inner node: SHA-256(0x01 ‖ left ‖ right) (RFC 9162, 2.1.1). */
export function hashNode(left: Uint8Array, right: Uint8Array): Bytes {
  return sha256(concat(NODE_PREFIX, left, right));
}

/**
 * A Merkle tree over an ordered list of leaves. Pairing neighbours level by level and carrying a last odd node up unchanged
 * gives exactly the tree that RFC 9162 (2.1.1) defines by halving; a test keeps the two aligned.
 */
export interface MerkleTree {
  /** The root, 32 bytes. */
  readonly root: Bytes;
  /** Number of leaves. */
  readonly size: number;
  /** Inclusion path of the leaf at `index`, from the bottom up (RFC 9162, 2.1.3.1). @throws RangeError outside the tree. */
  path(index: number): Bytes[];
  /** The paths of all leaves in order, each node written once by `write`: paths share most of their nodes. */
  paths<Written>(write: (hash: Bytes) => Written): Written[][];
}

/** Builds the tree over `leaves`. @throws RangeError for no leaf: a root over nothing would promise nothing. */
export function merkleTree(leaves: readonly Uint8Array[]): MerkleTree {
  if (leaves.length === 0) throw new RangeError('a Merkle tree has at least one leaf');
  const levels: Bytes[][] = [leaves.map(hashLeaf)];
  for (let level = levels[0]!; level.length > 1; ) {
    const below = level;
    level = Array.from({ length: Math.ceil(below.length / 2) }, (_, i) => {
      const right = below[2 * i + 1];
      return right === undefined ? below[2 * i]! : hashNode(below[2 * i]!, right);
    });
    levels.push(level);
  }
  return {
    root: levels.at(-1)![0]!,
    size: leaves.length,
    path: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError('no such leaf');
      return pathIn(levels, index);
    },
    paths: (write) => {
      const written = levels.map((level) => level.map(write));
      return leaves.map((_, index) => pathIn(written, index));
    },
  };
}

/** What stands beside the way from a leaf to the root; a last odd node has nothing beside it. */
function pathIn<Node>(levels: readonly (readonly Node[])[], index: number): Node[] {
  const path: Node[] = [];
  let at = index;
  for (const level of levels) {
    const sibling = level[at ^ 1];
    if (sibling !== undefined) path.push(sibling);
    at >>= 1;
  }
  return path;
}

/** Root over `leaves`. @throws RangeError for no leaf. */
export function merkleRoot(leaves: readonly Uint8Array[]): Bytes {
  return merkleTree(leaves).root;
}
