import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlockStore } from '../ledger/block-store.ts';
import { openDatabase } from '../ledger/database.ts';
import { StateStore } from '../ledger/state.ts';
import { blockBytes, orderBlock } from '../orderer/block.ts';
import { transactionsOf } from '../peer/block-reader.ts';
import { blockParts, recordedBlocks, recordedRules, skipRecorded } from '../testing/recorded.ts';
import { validateBlock } from './validator.ts';

const orderer = { mspId: 'OrdererMSP', bytes: Buffer.from('orderer'), sign: () => Buffer.from('signature') };

test('bytes changed, cut or made up get a code and stop neither validation nor reading', (t) => {
  if (skipRecorded) return t.skip(skipRecorded);
  const folder = mkdtempSync(path.join(tmpdir(), 'localnet-malformed-'));
  const database = openDatabase(path.join(folder, 'ledger.sqlite'));
  t.after(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  const context = { ...recordedRules(), state: new StateStore(database), blocks: new BlockStore(database) };
  const recorded = recordedBlocks().flatMap((block) => blockParts(block).envelopes);
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255), cut: fc.nat(40) });
  const altered = fc.tuple(fc.constantFrom(...recorded), change).map(([envelope, { at, byte, cut }]) => {
    const bytes = Buffer.from(envelope);
    bytes[at % bytes.length] = byte;
    return bytes.subarray(0, bytes.length - (cut > 20 ? cut : 0));
  });
  const envelopes = fc.array(fc.oneof(altered, fc.uint8Array({ maxLength: 200 })), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(envelopes, (block) => {
      const { transactions } = validateBlock(block, 1, context);
      assert.equal(transactions.length, block.length);
      const codes = Buffer.from(transactions.map(({ code }) => code));
      const ordered = orderBlock(1, Buffer.alloc(32), block, orderer);
      assert.equal(transactionsOf(blockBytes(ordered, codes, Buffer.alloc(32))).length, block.length);
    }),
    { numRuns: 300 },
  );
});
