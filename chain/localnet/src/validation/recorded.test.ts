import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { common } from '@hyperledger/fabric-protos';
import { BlockStore } from '../ledger/block-store.ts';
import { BlockUpdates, commitHash } from '../ledger/block-updates.ts';
import { openDatabase } from '../ledger/database.ts';
import { StateStore } from '../ledger/state.ts';
import type { Version } from '../ledger/version.ts';
import { blockParts, recordedBlocks, recordedRules, skipRecorded } from '../testing/recorded.ts';
import { type ValidatedTransaction, type ValidationContext, validateBlock } from './validator.ts';

/**
 * Blocks whose codes localnet would not give: approvals and configuration, which it does not know (1–3, 78); and 73, in
 * dispute between the recorded peers themselves.
 */
const NOT_LOCALNETS = new Set([1, 2, 3, 73, 78]);

type Replay = { state: StateStore; blocks: BlockStore; context: ValidationContext };

function openReplay(t: TestContext): Replay {
  const folder = mkdtempSync(path.join(tmpdir(), 'localnet-recorded-'));
  const database = openDatabase(path.join(folder, 'ledger.sqlite'));
  t.after(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  const [state, blocks] = [new StateStore(database), new BlockStore(database)];
  return { state, blocks, context: { ...recordedRules(), state, blocks } };
}

/** Goes on as Fabric went on, whatever localnet would have said. */
function apply(
  { state, blocks }: Replay,
  { id, namespaces }: ValidatedTransaction,
  version: Version,
  code: number,
  updates: BlockUpdates,
): void {
  blocks.record(id, { ...version, code });
  if (code !== 0) return;
  updates.add(namespaces, version);
  for (const access of namespaces) state.apply(access, version);
}

test('recorded blocks get the recorded codes and, by them, the recorded commit hashes', (t) => {
  if (skipRecorded) return t.skip(skipRecorded);
  const replay = openReplay(t);
  let previous: Uint8Array = Buffer.alloc(0);
  let compared = 0;
  for (const [number, bytes] of recordedBlocks().entries()) {
    if (number === 0) continue;
    const { envelopes, metadata } = blockParts(bytes);
    const recorded = [...metadata[2]!];
    const { transactions } = validateBlock(envelopes, number, replay.context);
    if (!NOT_LOCALNETS.has(number)) {
      assert.deepEqual(
        transactions.map(({ code }) => code),
        recorded,
        `codes of block ${number}`,
      );
      compared += recorded.length;
    }
    const updates = new BlockUpdates();
    for (const [tx, transaction] of transactions.entries()) {
      apply(replay, transaction, { block: number, tx }, recorded[tx]!, updates);
    }
    const stated = common.Metadata.deserializeBinary(metadata[4]!).getValue_asU8();
    const hash = commitHash(Buffer.from(recorded), updates, previous);
    assert.deepEqual(hash, Buffer.from(stated), `commit hash of block ${number}`);
    previous = stated;
  }
  assert.ok(compared > 90, `${compared} transactions compared`);
});
