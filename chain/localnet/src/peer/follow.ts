/** Waiting for blocks. */
import { once } from 'node:events';
import type { Ledger } from '../ledger/ledger.ts';

/** A block's bytes, as soon as it is committed. Rejects with an AbortError when `signal` is aborted. */
export async function nextBlock(ledger: Ledger, number: number, signal: AbortSignal): Promise<Buffer> {
  while (number >= ledger.height) await once(ledger.events, 'block', { signal });
  signal.throwIfAborted();
  return ledger.blocks.bytes(number)!;
}
