/** Whether the blocks in a ledger file are one whole chain. */
import { DatabaseSync } from 'node:sqlite';
import { common } from '@hyperledger/fabric-protos';
import { blockDataHash, blockHeaderHash } from '../protoutil/hash.ts';
import type { ChainSummary } from './manifest.ts';

type Row = { number: number; header_hash: Uint8Array; bytes: Uint8Array };

/**
 * Recomputes data hashes, header hashes and the links between all blocks.
 * @throws Error with the first block that does not fit
 */
export function checkChain(file: string): ChainSummary {
  const database = new DatabaseSync(file);
  try {
    let [height, network] = [0, ''];
    let previous: Buffer = Buffer.alloc(0);
    for (const row of database.prepare('SELECT number, header_hash, bytes FROM blocks ORDER BY number').iterate()) {
      const block = row as Row;
      const hash = checkBlock(block, height, previous);
      if (height === 0) network = hash.toString('hex');
      previous = hash;
      height += 1;
    }
    if (height === 0) throw new Error('there is no block in it');
    return { network, height, newestBlock: previous.toString('hex') };
  } finally {
    database.close();
  }
}

function checkBlock({ number, header_hash, bytes }: Row, expected: number, previous: Uint8Array): Buffer {
  const fail = (what: string): never => {
    throw new Error(`block ${expected}: ${what}`);
  };
  if (number !== expected) return fail('it is missing');
  const block = common.Block.deserializeBinary(bytes);
  const header = block.getHeader();
  if (header?.getNumber() !== expected) return fail('it has another number');
  const dataHash = blockDataHash(block.getData()?.getDataList_asU8() ?? []);
  if (!dataHash.equals(header.getDataHash_asU8())) return fail('its transactions are not those that its header names');
  if (Buffer.compare(previous, header.getPreviousHash_asU8()) !== 0)
    return fail('it does not follow the one before it');
  const hash = blockHeaderHash(BigInt(expected), previous, dataHash);
  return hash.equals(header_hash) ? hash : fail('its header has another hash');
}
