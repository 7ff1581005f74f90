import { TallystickError } from '@tallystick/protocol';
import type { Block } from '../block/block.ts';
import { type Consensus, consensusIn } from '../block/consensus.ts';
import type { Peer, Peers } from '../peers/connection.ts';
import { understand } from '../submit/failures.ts';
import { checkHashes } from '../verify/checks.ts';
import type { Members } from '../verify/members.ts';
import { checkOrderers } from '../verify/orderers.ts';
import { backOff, rest } from '../wait.ts';
import { consensusAfter } from './consensus.ts';
import { OtherHistory } from './other-history.ts';
import { type BlockSource, type DeliveredBlock, publicBlock } from './stream.ts';
import type { Waiting } from './waiting.ts';

/** What following needs to know. */
export type FollowContext = {
  readonly peers: Peers;
  /** MSP ids of the peers that may be followed, best first. */
  readonly order: readonly string[];
  /** Members of the ordering organisations. */
  readonly orderers: Members;
  /** Header hash of block 0, when the consumer knows it. */
  readonly network: Uint8Array | undefined;
  readonly signal: AbortSignal;
  readonly onWaiting: (waiting: Waiting) => void;
};

/**
 * Where following stands. With the hash of the last block known, that block is asked for once more at each connection:
 * so a peer that has another one in its place is found out at once.
 */
export type Position = {
  readonly next: number;
  readonly previousHash: Uint8Array | undefined;
  /** How block `next` is to be ordered; looked up where it is not known and blocks came before. */
  readonly consensus: Consensus | undefined;
};

/** A block that continues the one before, the peer that delivered it, and where following stands after it. */
export type LinkedBlock = DeliveredBlock & { readonly peer: string; readonly after: Position };

/** How long to stay with another peer before the own one is tried again, milliseconds. */
const lease = 10_000;
const firstWait = 100;
const longestWait = 5000;

function firstWanted({ next, previousHash }: Position): number {
  return next > 0 && previousHash !== undefined ? next - 1 : next;
}

/** Whether this is the block that comes next. @throws OtherHistory when it cannot be. */
function isNext(block: Block, { next, previousHash, consensus }: Position, context: FollowContext): boolean {
  if (block.number === next - 1 && previousHash !== undefined) {
    if (Buffer.compare(block.headerHash, previousHash) !== 0) throw new OtherHistory(block.number);
    return false;
  }
  const wrong = [...checkHashes(block, previousHash), ...checkOrderers(block, context.orderers, consensus)];
  const isOther =
    block.number === 0 && context.network !== undefined && Buffer.compare(block.headerHash, context.network) !== 0;
  if (block.number !== next || wrong.length > 0 || isOther) throw new OtherHistory(block.number);
  return true;
}

/** The position with the channel's configuration, which a follower that begins in the middle has not seen. */
async function withConsensus(position: Position, peer: Peer, context: FollowContext): Promise<Position> {
  const { next, consensus } = position;
  if (next === 0 || consensus !== undefined) return position;
  const { orderers, network, signal } = context;
  const read = async (number: number): Promise<Block> => (await publicBlock(peer, number, signal)).block;
  return { ...position, consensus: await consensusAfter(next - 1, { read, orderers, network }) };
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
  let over = peer.retired.aborted;
  let tell = (): void => undefined;
  const end = (): void => {
    over = true;
    tell();
  };
  const timer = limited ? setTimeout(end, lease).unref() : undefined;
  peer.retired.addEventListener('abort', end, { once: true });
  const close = (): void => {
    signal.removeEventListener('abort', close);
    peer.retired.removeEventListener('abort', end);
    clearTimeout(timer);
    events.close();
  };
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  return {
    read: () => {
      const item = Promise.withResolvers<IteratorResult<DeliveredBlock> | 'lease over'>();
      tell = () => item.resolve('lease over');
      if (over) tell();
      else iterator.next().then(item.resolve, item.reject);
      return item.promise;
    },
    close,
  };
}

/**
 * All blocks of one stream that come next, until the stream fails or its lease is over: that of a peer that stands in for the
 * own one, or that of a certificate that has been renewed.
 */
async function* follow(
  source: BlockSource,
  peer: Peer,
  start: Position,
  context: FollowContext,
): AsyncGenerator<LinkedBlock> {
  const limited = peer.mspId !== context.order[0];
  let position = await withConsensus(start, peer, context);
  const stream = await open(source, peer, firstWanted(position), limited, context.signal);
  try {
    for (;;) {
      const item = await stream.read();
      if (item === 'lease over') return;
      if (item.done) throw new Error('the peer ended the stream');
      const { block } = item.value;
      if (!isNext(block, position, context)) continue;
      const consensus = consensusIn(block) ?? position.consensus;
      position = { next: position.next + 1, previousHash: block.headerHash, consensus };
      yield { ...item.value, peer: peer.mspId, after: position };
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
 * Blocks from a position on, for ever, each continuing the one before: data hash, link and orderers' signatures are
 * checked here. When a peer fails, the next of the list takes over for a while; one that has another history is
 * refused for good. Ends when the signal does.
 *
 * @throws TallystickError `OTHER_NETWORK` once every peer of the list is refused.
 */
export async function* linkedBlocks(
  source: BlockSource,
  start: Position,
  startAt: number,
  context: FollowContext,
): AsyncGenerator<LinkedBlock> {
  let position = start;
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
        position = block.after;
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
