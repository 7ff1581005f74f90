import type { BlockNode } from '../data/queries.ts';

/** Blocks of several pages as one list, each block once, newest first. Pure. */
export function mergeBlocks(...pages: readonly (readonly BlockNode[])[]): BlockNode[] {
  const byNumber = new Map(pages.flat().map((block) => [block.number, block]));
  return [...byNumber.values()].toSorted((a, b) => b.number - a.number);
}

/** Whether each block names the hash of the one below it; pairs with a gap between them are not judged. Pure. */
export function brokenLinks(blocks: readonly BlockNode[]): number[] {
  return blocks.flatMap((block, index) => {
    const below = blocks[index + 1];
    if (below === undefined || below.number !== block.number - 1) return [];
    return block.previousHash === below.headerHash ? [] : [block.number];
  });
}
