import type { CloseableAsyncIterable } from '@hyperledger/fabric-gateway';
import type { common, peer as protos } from '@hyperledger/fabric-protos';
import { type Block, parseBlock } from '../block/block.ts';
import { indexPrivateData, noPrivateData, type PrivateData } from '../block/private-data.ts';
import type { Peer } from '../peers/connection.ts';

/** A block as a peer delivered it, parsed and not yet checked. */
export type DeliveredBlock = { readonly block: Block; readonly bytes: Uint8Array; readonly privateData: PrivateData };

/** Blocks of one peer from a number on, until it fails or is closed. */
export type BlockSource = (peer: Peer, from: number) => Promise<CloseableAsyncIterable<DeliveredBlock>>;

function map<T, U>(source: CloseableAsyncIterable<T>, change: (item: T) => U): CloseableAsyncIterable<U> {
  const close = (): void => source.close();
  return {
    async *[Symbol.asyncIterator](): AsyncGenerator<U> {
      for await (const item of source) yield change(item);
    },
    close,
    [Symbol.dispose]: close,
  };
}

function delivered(message: common.Block, privateData: PrivateData): DeliveredBlock {
  // Envelopes, metadata and hashes keep their bytes; only the frame around them is written anew, and nothing covers it.
  const bytes = message.serializeBinary();
  return { block: parseBlock(bytes), bytes, privateData };
}

/** Full blocks. Filtered ones can be spoilt for ever by whoever may write. */
export const publicBlocks: BlockSource = async (peer, from) =>
  map(await peer.network.getBlockEvents({ startBlock: BigInt(from) }), (block) => delivered(block, noPrivateData));

/** One full block. @throws Error when the peer does not have it. */
export async function publicBlock(peer: Peer, number: number, signal: AbortSignal): Promise<DeliveredBlock> {
  const events = await publicBlocks(peer, number);
  const close = (): void => events.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    for await (const block of events) return block;
    throw new Error('the peer ended the stream');
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}

/** Full blocks with the private values that this client's organisation may see. */
export const blocksWithPrivateData: BlockSource = async (peer, from) => {
  const events = await peer.network.getBlockAndPrivateDataEvents({ startBlock: BigInt(from) });
  return map(events, (message: protos.BlockAndPrivateData) => {
    const block = message.getBlock();
    if (block === undefined) throw new Error('private data without a block');
    return delivered(block, indexPrivateData(message));
  });
};
