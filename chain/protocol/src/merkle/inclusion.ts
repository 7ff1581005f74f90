import { type Bytes, equalBytes } from '../bytes.ts';
import { hashLeaf, hashNode } from './tree.ts';

/** That a leaf stands at an index of the tree with a root. */
export interface Inclusion {
  readonly leaf: Uint8Array;
  readonly index: number;
  /** Number of leaves of the tree. */
  readonly size: number;
  /** Sibling hashes from the bottom up, 32 bytes each. */
  readonly path: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** Root that an inclusion path leads to (RFC 9162, 2.1.3.2, steps 1–5); null when the path cannot belong to such a tree. */
export function rootOfPath(inclusion: Omit<Inclusion, 'root'>): Bytes | null {
  const { leaf, index, size, path } = inclusion;
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return null;
  let node = index;
  let last = size - 1;
  let hash = hashLeaf(leaf);
  for (const sibling of path) {
    if (last === 0 || sibling.length !== 32) return null;
    if (node % 2 === 1 || node === last) {
      hash = hashNode(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        node /= 2;
        last = Math.floor(last / 2);
      }
    } else {
      hash = hashNode(hash, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : null;
}

/** Whether the path proves that the leaf is in the tree (RFC 9162, 2.1.3.2). */
export function verifyInclusion(inclusion: Inclusion): boolean {
  const root = rootOfPath(inclusion);
  return root !== null && equalBytes(root, inclusion.root);
}
