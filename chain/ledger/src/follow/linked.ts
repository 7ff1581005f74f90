import { setTimeout as sleep } from 'node:timers/promises';
import { TallystickError } from '@tallystick/protocol';
import type { Block } from '../block/block.ts';
import type { Peer, Peers } from '../peers/connection.ts';
import { understand } from '../submit/failures.ts';
import { checkHashes, checkOrderers } from '../verify/checks.ts';
import type { Members } from '../verify/members.ts';
import { backOff, rest } from '../wait.ts';
import type { BlockSource, DeliveredBlock } from './stream.ts';
import type { Waiting } from './waiting.ts';

/** What following needs to know. */
export type FollowContext = {
  readonly peers: Peers;
  /** MSP ids of the peers that may be followed, best first. */
  readonly order: readonly string[];
  /** Members of the ordering organisation. */
  readonly orderers: Members;
  readonly signal: AbortSignal;
  readonly onWaiting: (waiting: Waiting) => void;
};

/** A block that continues the one before, and the peer that delivered it. */
export type LinkedBlock = DeliveredBlock & { readonly peer: string };

/** How long to stay with another peer before the own one is tried again, milliseconds. */
const lease = 10_000;
const firstWait = 100;
const longestWait = 5000;

/** The peer's blocks do not continue those that were seen before. */
class OtherHistory extends TallystickError {
  constructor(block: number) {
    super('OTHER_NETWORK', { message: `Block ${block} does not continue the history that is known.` });
  }
}

/**
 * Where following stands. With the hash of the last block known, that block is asked for once more at each connection:
 * so a peer that has another one in its place is found out at once.
 */
type Position = { next: number; previousHash: Uint8Array | undefined };

function firstWanted({ next, previousHash }: Position): number {
  return next > 0 && previousHash !== undefined ? next - 1 : next;
}

/** Whether this is the block that comes next. @throws OtherHistory when it cannot be. */
function isNext(block: Block, position: Position, orderers: Members): boolean {
  const { next, previousHash } = position;
  if (block.number === next - 1 && previousHash !== undefined) {
    if (Buffer.compare(block.headerHash, previousHash) !== 0) throw new OtherHistory(block.number);
    return false;
  }
  const wrong = [...checkHashes(block, previousHash), ...checkOrderers(block, orderers)];
  if (block.number !== next || wrong.length > 0) throw new OtherHistory(block.number);
  return true;
}

type Stream = { read(): Promise<IteratorResult<DeliveredBlock> | 'lease over'>; close(): void };

async function open(
  source: BlockSource,
  peer: Peer,
  from: number,
  limited: boolean,
  signal: AbortSignal,
): Promise<Stream> {
  const events = await source(peer, from);
  const iterator = events[Symbol.asyncIterator]();
  const timer = new AbortController();
  const over = limited
    ? sleep(lease, 'lease over' as const, { signal: timer.signal, ref: false })
    : new Promise<never>(() => undefined);
  over.catch(() => undefined);
  const close = (): void => {
    signal.removeEventListener('abort', close);
    timer.abort();
    events.close();
  };
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  return {
    read: () => {
      const next = iterator.next();
      next.catch(() => undefined);
      return Promise.race([next, over]);
    },
    close,
  };
}

/** All blocks of one stream that come next, moving the position on, until the stream fails or its lease is over. */
async function* follow(
  source: BlockSource,
  peer: Peer,
  position: Position,
  context: FollowContext,
): AsyncGenerator<LinkedBlock> {
  const limited = peer.mspId !== context.order[0];
  const stream = await open(source, peer, firstWanted(position), limited, context.signal);
  try {
    for (;;) {
      const item = await stream.read();
      if (item === 'lease over') return;
      if (item.done) throw new Error('the peer ended the stream');
      const { block } = item.value;
      if (!isNext(block, position, context.orderers)) continue;
      position.next++;
      position.previousHash = block.headerHash;
      yield { ...item.value, peer: peer.mspId };
    }
  } finally {
    stream.close();
  }
}

function reason(error: unknown, block: number, peer: string): Waiting {
  if (error instanceof TallystickError) return { code: error.code, block, peer, message: error.message };
  const text = error instanceof Error ? error.message : '';
  // A start beyond the height fails at once, although the seek says "until ready".
  const code = text.endsWith('response: 403') ? 'ACCESS_DENIED' : understand(error).error.code;
  const unavailable = code === 'INTERNAL' || code === 'LEDGER_TIMEOUT';
  return { code: unavailable ? 'LEDGER_UNAVAILABLE' : code, block, peer, message: text };
}

/**
 * Blocks from a number on, for ever, each continuing the one before: data hash, link and orderers' signatures are
 * checked here. When a peer fails, the next of the list takes over for a while; one that has another history is
 * refused for good. Ends when the signal does.
 *
 * @throws TallystickError `OTHER_NETWORK` once every peer of the list is refused.
 */
export async function* linkedBlocks(
  source: BlockSource,
  from: number,
  previousHash: Uint8Array | undefined,
  startAt: number,
  context: FollowContext,
): AsyncGenerator<LinkedBlock> {
  const position: Position = { next: from, previousHash };
  const refused = new Set<string>();
  let turn = startAt;
  let failures = 0;
  while (!context.signal.aborted) {
    const usable = context.order.filter((mspId) => !refused.has(mspId));
    if (usable.length === 0) throw new OtherHistory(position.next);
    const mspId = usable[turn % usable.length]!;
    try {
      for await (const block of follow(source, context.peers.get(mspId)!, position, context)) {
        failures = 0;
        yield block;
      }
      turn = 0;
    } catch (error) {
      if (context.signal.aborted) return;
      context.onWaiting(reason(error, position.next, mspId));
      if (error instanceof OtherHistory) refused.add(mspId);
      turn++;
      failures++;
      // One quick round over all peers, then with growing pauses.
      if (failures >= usable.length)
        await rest(backOff(failures - usable.length, firstWait, longestWait), context.signal);
    }
  }
}
