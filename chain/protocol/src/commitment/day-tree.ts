import type { Bytes } from '../bytes.ts';
import { type MerkleTree, merkleTree } from '../merkle/tree.ts';
import { type Random, shuffled, systemRandom, takeRandom } from '../random.ts';

/** Sizes of day trees; every day is padded to the next, so that a root says nothing about how many people were met. */
export const DAY_TREE_SIZES = [64, 256, 1_024, 4_096, 16_384] as const;

const LARGEST = DAY_TREE_SIZES[DAY_TREE_SIZES.length - 1]!;

/** One commitment over (a part of) one day's encounters. */
export interface DayTree {
  readonly tree: MerkleTree;
  /** All leaves in tree order, padding included: what the phone keeps to show paths later. */
  readonly leaves: readonly Bytes[];
  /** `positions[i]` is the index in the tree of the part's i-th leaf. */
  readonly positions: readonly number[];
  /** Index in the argument of the part's first leaf. */
  readonly firstLeaf: number;
}

/**
 * The day's commitments: leaves shuffled among random padding up to the next size; a day of more than 16,384 is cut into
 * several; a day without an encounter is all padding, so that its root looks like any other.
 *
 * @param leaves - leaves of 32 bytes, as `leafHash` makes them.
 */
export function buildDayTrees(leaves: readonly Uint8Array[], random: Random = systemRandom): DayTree[] {
  const parts = Math.max(1, Math.ceil(leaves.length / LARGEST));
  return Array.from({ length: parts }, (_, part) => {
    const firstLeaf = part * LARGEST;
    return buildDayTree(leaves.slice(firstLeaf, firstLeaf + LARGEST), firstLeaf, random);
  });
}

function buildDayTree(part: readonly Uint8Array[], firstLeaf: number, random: Random): DayTree {
  const size = DAY_TREE_SIZES.find((candidate) => candidate >= part.length) ?? LARGEST;
  const order = shuffled(
    Array.from({ length: size }, (_, i) => i),
    random,
  );
  const leaves = order.map((from) => {
    const leaf = part[from];
    return leaf === undefined ? takeRandom(random, 32) : Uint8Array.from(leaf);
  });
  const positions = new Array<number>(part.length);
  order.forEach((from, position) => {
    if (from < part.length) positions[from] = position;
  });
  return { tree: merkleTree(leaves), leaves, positions, firstLeaf };
}
