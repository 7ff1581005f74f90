import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Ledger } from '@tallystick/ledger';

/** What the blocks up to a height hold, as a member of every collection is served them. */
export type LedgerSize = {
  readonly blocks: number;
  readonly transactions: number;
  /** Bytes of the blocks: what every peer keeps for ever. */
  readonly blockBytes: number;
  /** Bytes of the private values that are still served: what is purged when due. */
  readonly privateBytes: number;
};

/** Reads the ledger from block 0 up to and with a block. */
export async function ledgerSize(ledger: Ledger, last: number): Promise<LedgerSize> {
  const controller = new AbortController();
  let size: LedgerSize = { blocks: 0, transactions: 0, blockBytes: 0, privateBytes: 0 };
  for await (const block of ledger.blocks(0, { signal: controller.signal })) {
    let privateBytes = 0;
    for (const { privateWrites } of block.transactions) {
      for (const { value } of privateWrites) if ('text' in value) privateBytes += Buffer.byteLength(value.text);
    }
    size = {
      blocks: size.blocks + 1,
      transactions: size.transactions + block.transactions.length,
      blockBytes: size.blockBytes + block.bytes.length,
      privateBytes: size.privateBytes + privateBytes,
    };
    if (block.number >= last) break;
  }
  controller.abort();
  return size;
}

/** Bytes of all files below a folder; what vanishes meanwhile counts nothing. */
export function diskBytes(folder: string): number {
  let bytes = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const entry = lstatSync(join(folder, name), { throwIfNoEntry: false });
    if (entry?.isFile()) bytes += entry.size;
  }
  return bytes;
}
