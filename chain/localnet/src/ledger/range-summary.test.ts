import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledger } from '@hyperledger/fabric-protos';
import { sha256 } from '../protoutil/hash.ts';
import { type KeyRead, keyReadMessage, merkleSummary, rangeQueryInfo } from './range-summary.ts';

const { RangeQueryInfo, QueryReads } = ledger.rwset.kvrwset;

function reads(count: number): KeyRead[] {
  return Array.from({ length: count }, (_, i) => ({ key: `k${i}`, version: { block: 1, tx: i } }));
}

function leaf(part: KeyRead[]): Buffer {
  const message = new QueryReads();
  message.setKvReadsList(part.map(keyReadMessage));
  return sha256(message.serializeBinary());
}

test('up to 50 reads stand in full, none at all leaves nothing', () => {
  const info = (count: number) => rangeQueryInfo({ startKey: 'a', endKey: 'z', exhausted: true, reads: reads(count) });
  assert.equal(info(0).getReadsInfoCase(), RangeQueryInfo.ReadsInfoCase.READS_INFO_NOT_SET);
  assert.equal(info(50).getRawReads()!.getKvReadsList().length, 50);
  assert.equal(info(51).getReadsInfoCase(), RangeQueryInfo.ReadsInfoCase.READS_MERKLE_HASHES);
});

test('more are leaves of 51 consecutive reads', () => {
  const all = reads(120);
  const summary = merkleSummary(all);
  assert.deepEqual([summary.getMaxDegree(), summary.getMaxLevel()], [50, 1]);
  const expected = [leaf(all.slice(0, 51)), leaf(all.slice(51, 102)), leaf(all.slice(102))];
  assert.deepEqual(
    summary.getMaxLevelHashesList_asU8().map((hash) => Buffer.from(hash)),
    expected,
  );
});

test('the 51st leaf gathers a level into the next', () => {
  const all = reads(51 * 51 + 10);
  const leaves = Array.from({ length: 52 }, (_, i) => leaf(all.slice(i * 51, i * 51 + 51)));
  const summary = merkleSummary(all);
  assert.equal(summary.getMaxLevel(), 2);
  const expected = [sha256(...leaves.slice(0, 51)), leaves[51]!];
  assert.deepEqual(
    summary.getMaxLevelHashesList_asU8().map((hash) => Buffer.from(hash)),
    expected,
  );
});
