import type { CollectionName } from '@tallystick/protocol';
import { type BlockView, PrivateValueMissing, toLedgerBlock } from '../block/ledger-block.ts';
import type { LedgerBlock } from '../port.ts';
import { backOff } from '../wait.ts';
import { type FollowContext, type LinkedBlock, linkedBlocks, type Position } from './linked.ts';
import { PurgeLookAhead } from './purges.ts';
import { blocksWithPrivateData } from './stream.ts';

const firstWait = 100;
const longestWait = 5000;

/** Where a follower begins and what it may see. */
export type FollowStart = {
  readonly from: number;
  /** Header hash of the block before, when the consumer knows it. */
  readonly previousHash: Uint8Array | undefined;
  readonly memberOf: ReadonlySet<CollectionName>;
};

type Attempt = { readonly block: LedgerBlock } | { readonly missing: PrivateValueMissing };

function convert(item: LinkedBlock, memberOf: ReadonlySet<CollectionName>, purges: PurgeLookAhead): Attempt {
  const view: BlockView = { privateData: item.privateData, memberOf, isPurged: (place) => purges.isPurged(place) };
  try {
    return { block: toLedgerBlock(item.block, item.bytes, view) };
  } catch (error) {
    if (error instanceof PrivateValueMissing) return { missing: error };
    throw error;
  }
}

/**
 * Blocks with their private data from a number on, for ever, nothing skipped and nothing repeated. A private value that
 * is not there and not purged either holds the follower at its block: it is asked for again, of the next peer each
 * time. Ends when the signal does.
 *
 * @throws TallystickError `OTHER_NETWORK` when no peer continues the known history, `INTERNAL` when a valid
 * transaction wrote what this version cannot read.
 */
export async function* followBlocks(start: FollowStart, context: FollowContext): AsyncGenerator<LedgerBlock> {
  const purges = new PurgeLookAhead(context);
  let position: Position = { next: start.from, previousHash: start.previousHash, consensus: undefined };
  let misses = 0;
  try {
    while (!context.signal.aborted) {
      for await (const item of linkedBlocks(blocksWithPrivateData, position, misses, context)) {
        let attempt = convert(item, start.memberOf, purges);
        if ('missing' in attempt) attempt = await lookAhead(attempt.missing, item);
        if ('missing' in attempt) break;
        yield attempt.block;
        misses = 0;
        position = item.after;
      }
    }
  } finally {
    purges.close();
  }

  /** Gives the look-ahead a moment to find the purges; while it finds some, the block is tried again. */
  async function lookAhead(first: PrivateValueMissing, item: LinkedBlock): Promise<Attempt> {
    purges.start(position);
    let missing = first;
    for (;;) {
      await purges.wait(missing.place, backOff(misses, firstWait, longestWait));
      const attempt = convert(item, start.memberOf, purges);
      if ('block' in attempt) return attempt;
      if (attempt.missing.place.keyHash === missing.place.keyHash) {
        context.onWaiting({ code: missing.code, block: position.next, peer: item.peer, message: missing.message });
        misses++;
        return attempt;
      }
      missing = attempt.missing;
    }
  }
}
