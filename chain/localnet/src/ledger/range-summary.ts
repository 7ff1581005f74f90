/** Range reads as a read set records them: up to 50 in full, more as a Merkle summary (`data/fabric` §1). */
import { ledger } from '@hyperledger/fabric-protos';
import { sha256 } from '../protoutil/hash.ts';
import { type Version, versionMessage } from './version.ts';

const { kvrwset } = ledger.rwset;

/** How many hashes, or reads, stand side by side before they are gathered into one. */
export const MAX_DEGREE = 50;

/** One key that a range read saw. */
export type KeyRead = { key: string; version: Version | undefined };

/** A range read: what was asked for and what was seen. */
export type RangeRead = { startKey: string; endKey: string; exhausted: boolean; reads: KeyRead[] };

/** `kvrwset.RangeQueryInfo`. */
export function rangeQueryInfo(range: RangeRead): ledger.rwset.kvrwset.RangeQueryInfo {
  const info = new kvrwset.RangeQueryInfo();
  info.setStartKey(range.startKey);
  info.setEndKey(range.endKey);
  info.setItrExhausted(range.exhausted);
  if (range.reads.length > MAX_DEGREE) info.setReadsMerkleHashes(merkleSummary(range.reads));
  else if (range.reads.length > 0) info.setRawReads(queryReads(range.reads));
  return info;
}

/** `kvrwset.KVRead`. */
export function keyReadMessage(read: KeyRead): ledger.rwset.kvrwset.KVRead {
  const message = new kvrwset.KVRead();
  message.setKey(read.key);
  if (read.version) message.setVersion(versionMessage(read.version));
  return message;
}

/** The summary of more than 50 reads: leaves of 51 consecutive reads, gathered whenever a level exceeds 50 hashes. */
export function merkleSummary(reads: KeyRead[]): ledger.rwset.kvrwset.QueryReadsMerkleSummary {
  const levels: Uint8Array[][] = [[]];
  for (let at = 0; at < reads.length; at += MAX_DEGREE + 1) {
    addLeaf(levels, sha256(queryReads(reads.slice(at, at + MAX_DEGREE + 1)).serializeBinary()));
  }
  finish(levels);
  const summary = new kvrwset.QueryReadsMerkleSummary();
  summary.setMaxDegree(MAX_DEGREE);
  summary.setMaxLevel(levels.length);
  summary.setMaxLevelHashesList(levels.at(-1)!);
  return summary;
}

function addLeaf(levels: Uint8Array[][], leaf: Uint8Array): void {
  levels[0]!.push(leaf);
  for (let level = 0; levels[level]!.length > MAX_DEGREE; level += 1) {
    const combined = sha256(...levels[level]!);
    levels[level] = [];
    levels[level + 1] ??= [];
    levels[level + 1]!.push(combined);
  }
}

/** Lifts what is left on lower levels to the top one. */
function finish(levels: Uint8Array[][]): void {
  for (let level = 0; level < levels.length - 1; level += 1) {
    const hashes = levels[level]!;
    if (hashes.length > 0) levels[level + 1]!.push(hashes.length === 1 ? hashes[0]! : sha256(...hashes));
  }
  if (levels.at(-1)!.length > MAX_DEGREE) levels.push([sha256(...levels.at(-1)!)]);
}

function queryReads(reads: KeyRead[]): ledger.rwset.kvrwset.QueryReads {
  const message = new kvrwset.QueryReads();
  message.setKvReadsList(reads.map(keyReadMessage));
  return message;
}
