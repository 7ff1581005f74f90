/** Whether what a transaction read is still so: public reads, then ranges, then private hashes. */
import type { ledger } from '@hyperledger/fabric-protos';
import type { BlockUpdates, Update } from '../ledger/block-updates.ts';
import { type KeyRead, rangeQueryInfo } from '../ledger/range-summary.ts';
import type { ParsedCollection, ParsedNamespace } from '../ledger/read-write-set.ts';
import type { StateStore } from '../ledger/state.ts';
import { sameVersion, type Version } from '../ledger/version.ts';
import { InvalidTransaction, ValidationCode } from './codes.ts';

type RangeQueryInfo = ledger.rwset.kvrwset.RangeQueryInfo;

/** What reads are compared with: the committed state at a height, and the earlier valid writes of the block. */
export type CurrentState = { state: StateStore; updates: BlockUpdates; height: number };

/**
 * Checks a transaction's reads.
 * @throws InvalidTransaction
 */
export function checkVersions(namespaces: ParsedNamespace[], current: CurrentState): void {
  for (const { namespace, reads, ranges, collections } of namespaces) {
    for (const { key, version } of reads) {
      checkSame(version, current.updates.get(namespace, key), () => current.state.get(namespace, key, current.height));
    }
    for (const range of ranges) checkRange(namespace, range, current);
    for (const collection of collections) checkHashes(namespace, collection, current);
  }
}

function checkHashes(
  namespace: string,
  { name, reads }: ParsedCollection,
  { state, updates, height }: CurrentState,
): void {
  for (const { keyHash, version } of reads) {
    const update = updates.getHash(namespace, name, keyHash);
    checkSame(version, update, () => state.getHash(namespace, name, keyHash, height));
  }
}

function checkSame(read: Version | undefined, update: Update | undefined, committed: () => Version | undefined): void {
  if (!sameVersion(read, update ? present(update) : committed())) {
    throw new InvalidTransaction(ValidationCode.MVCC_READ_CONFLICT, 'a read is out of date');
  }
}

function present({ version, value }: Update): Version | undefined {
  return value === undefined ? undefined : version;
}

function checkRange(namespace: string, range: RangeQueryInfo, { state, updates, height }: CurrentState): void {
  const [startKey, endKey, exhausted] = [range.getStartKey(), range.getEndKey(), range.getItrExhausted()];
  // A range that was not read to its end was read up to and with its end key.
  const end = exhausted ? endKey : `${endKey}\0`;
  const reads = new Map<string, KeyRead>();
  for (const { key, block, tx } of state.range(namespace, startKey, end, height)) {
    reads.set(key, { key, version: { block, tx } });
  }
  for (const [key, update] of updates.of(namespace)) {
    if (!within(key, startKey, end)) continue;
    if (update.value === undefined) reads.delete(key);
    else reads.set(key, { key, version: update.version });
  }
  const now = [...reads.values()].sort((a, b) => compareKeys(a.key, b.key));
  const expected = rangeQueryInfo({ startKey, endKey, exhausted, reads: now }).serializeBinary();
  if (Buffer.compare(expected, range.serializeBinary()) !== 0) {
    throw new InvalidTransaction(ValidationCode.PHANTOM_READ_CONFLICT, 'a range has changed');
  }
}

function within(key: string, start: string, end: string): boolean {
  return compareKeys(key, start) >= 0 && (end === '' || compareKeys(key, end) < 0);
}

function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
