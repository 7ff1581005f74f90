import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledger } from '@hyperledger/fabric-protos';
import fc from 'fast-check';
import { sha256 } from '../block/header.ts';
import type { NamespaceSet, RangeSummary, StateRead } from '../block/read-write-set.ts';
import { sameSummary, summaryOf } from './range-summary.ts';
import { ReplayedState } from './state.ts';

const { KVRead, QueryReads, Version } = ledger.rwset.kvrwset;

const readsOf = (count: number): StateRead[] =>
  Array.from({ length: count }, (_, at) => ({
    key: `k${String(at).padStart(5, '0')}`,
    version: { block: 1, transaction: at },
  }));

function leafOf(reads: StateRead[]): Uint8Array {
  const message = new QueryReads();
  for (const { key, version } of reads) {
    const stands = new Version();
    stands.setBlockNum(version!.block);
    stands.setTxNum(version!.transaction);
    const read = new KVRead();
    read.setKey(key);
    read.setVersion(stands);
    message.addKvReads(read);
  }
  return sha256(message.serializeBinary());
}

/** The tree as a peer builds it, one read after the other. */
function streamed(reads: StateRead[], maxDegree: number): RangeSummary {
  const levels: Uint8Array[][] = [[]];
  const add = (level: number, hash: Uint8Array): void => {
    levels[level] ??= [];
    levels[level].push(hash);
    if (levels[level].length <= maxDegree) return;
    const full = levels[level];
    levels[level] = [];
    add(level + 1, sha256(...full));
  };
  let pending: StateRead[] = [];
  const flush = (): void => {
    if (pending.length > 0) add(0, leafOf(pending));
    pending = [];
  };
  for (const read of reads) if (pending.push(read) > maxDegree) flush();
  flush();
  for (let level = 0; level < levels.length - 1; level++) {
    const rest = levels[level]!;
    if (rest.length > 0) levels[level + 1]!.push(rest.length === 1 ? rest[0]! : sha256(...rest));
  }
  if (levels.at(-1)!.length > maxDegree) levels.push([sha256(...levels.at(-1)!)]);
  return { maxDegree, maxLevel: levels.length, hashes: levels.at(-1)! };
}

test('the summary is the one that a peer builds read by read', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 1, max: 400 }), (maxDegree, more) => {
      const reads = readsOf(maxDegree + more);
      const expected = streamed(reads, maxDegree);
      assert.ok(sameSummary(expected, summaryOf(reads, maxDegree)), `${reads.length} reads, degree ${maxDegree}`);
    }),
  );
  for (const count of [51, 52, 102, 51 * 50, 51 * 51, 51 * 51 + 1, 51 * 50 * 51, 51 * 51 * 51 + 1]) {
    const reads = readsOf(count);
    assert.ok(sameSummary(streamed(reads, 50), summaryOf(reads, 50)), `${count} reads`);
  }
});

test('there is no summary of few reads, nor of a tree that cannot be', () => {
  assert.equal(summaryOf(readsOf(50), 50), undefined);
  assert.equal(summaryOf(readsOf(50), 1), undefined);
  assert.equal(sameSummary({ maxDegree: 50, maxLevel: 1, hashes: [] }, undefined), false);
});

function setOf(changes: Partial<NamespaceSet>): NamespaceSet {
  return { namespace: 'n', reads: [], ranges: [], writes: [], metadataKeys: [], collections: [], ...changes };
}

test('a range of many keys holds until one of them changes, comes or goes', () => {
  const reads = readsOf(60);
  const fresh = (): ReplayedState => {
    const state = new ReplayedState();
    for (const { key, version } of reads) {
      state.apply([setOf({ writes: [{ key, isDelete: false, value: new Uint8Array() }] })], version!);
    }
    return state;
  };
  const whole = { startKey: 'k', endKey: 'l', exhausted: true, seen: { summary: summaryOf(reads, 50)! } };
  // Stopped at the 55th key: what comes after it is nobody's business.
  const part = {
    ...whole,
    endKey: reads[54]!.key,
    exhausted: false,
    seen: { summary: summaryOf(reads.slice(0, 55), 50)! },
  };
  const conflicts = (key: string, isDelete = false): [string | undefined, string | undefined] => {
    const state = fresh();
    state.apply([setOf({ writes: [{ key, isDelete, value: new Uint8Array() }] })], { block: 2, transaction: 0 });
    return [state.conflict([setOf({ ranges: [whole] })]), state.conflict([setOf({ ranges: [part] })])];
  };
  assert.deepEqual(conflicts('another'), [undefined, undefined]);
  assert.deepEqual(conflicts('k00007'), ['range', 'range']);
  assert.deepEqual(conflicts('k00007', true), ['range', 'range']);
  assert.deepEqual(conflicts('k00007x'), ['range', 'range']);
  assert.deepEqual(conflicts('k00054', true), ['range', 'range']);
  assert.deepEqual(conflicts('k00057'), ['range', undefined]);
});
