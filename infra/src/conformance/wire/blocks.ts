import assert from 'node:assert/strict';
import type { CloseableAsyncIterable } from '@hyperledger/fabric-gateway';
import { type Block, parseBlock } from '@tallystick/ledger';
import { within } from './calls.ts';
import type { Client } from './client.ts';

/** How long a block or an event may take, milliseconds. */
const patience = 15_000;

/** The first `count` of a stream, which is closed then. */
export function take<T>(events: CloseableAsyncIterable<T>, count: number): Promise<T[]> {
  return takeUntil(events, (_, taken) => taken.length >= count);
}

/** A stream up to the first that satisfies, which is closed then. */
export async function takeUntil<T>(
  events: CloseableAsyncIterable<T>,
  done: (event: T, taken: readonly T[]) => boolean,
): Promise<T[]> {
  const taken: T[] = [];
  const read = async (): Promise<T[]> => {
    for await (const event of events) {
      taken.push(event);
      if (done(event, taken)) return taken;
    }
    return assert.fail(`the stream ended after ${taken.length}`);
  };
  try {
    return await within(patience, 'the stream’s next', read());
  } finally {
    events.close();
  }
}

/** A block's bytes (`common.Block`), as a client of this peer gets them. */
export async function blockBytes({ network }: Client, number: bigint): Promise<Uint8Array> {
  const [block] = await take(await network.getBlockEvents({ startBlock: number }), 1);
  return block!.serializeBinary();
}

/** One parsed transaction. */
export type ParsedTransaction = Exclude<Block['transactions'][number], { malformed: true }>;

/** A transaction as it stands in its block. @throws AssertionError when it does not stand there. */
export async function transactionOf(
  client: Client,
  { block, txId }: { block: bigint; txId: string },
): Promise<ParsedTransaction> {
  const { transactions } = parseBlock(await blockBytes(client, block));
  const found = transactions.find((each) => !('malformed' in each) && each.txId === txId);
  assert.ok(found !== undefined && !('malformed' in found), `block ${block} does not hold transaction ${txId}`);
  return found;
}
