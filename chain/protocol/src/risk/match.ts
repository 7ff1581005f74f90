import { equalBytes, readU32be, toHex } from '../bytes.ts';
import type { ExportedKey, KeyExport } from '../export/export-format.ts';
import { cryptMetadata, deriveAemk, deriveRpiBlocks, deriveRpik } from '../keys/derivation.ts';
import { decodeMetadata } from '../keys/metadata.ts';
import { endOfKey } from '../keys/temporary-exposure-key.ts';
import { ASSUMED_TX_POWER, type Encounter } from '../sighting/encounter.ts';

/**
 * Intervals by which broadcast and first sighting may differ: clocks apart, an RPI that changes late. Far less than the two hours of
 * Exposure Notification, and so is the time in which a recorded broadcast can be replayed.
 */
export const MATCH_TOLERANCE_INTERVALS = 2;

/** The log, prepared for matching. */
export interface LogIndex {
  /** Encounters by the first four bytes of their RPI. */
  readonly byPrefix: ReadonlyMap<number, readonly Encounter[]>;
  /** Intervals near any sighting, ascending: no other is worth deriving an RPI for. */
  readonly intervals: readonly number[];
}

/** Prepares a log. Takes time in the number of its encounters, once for any number of files. */
export function indexLog(encounters: readonly Encounter[]): LogIndex {
  const byPrefix = new Map<number, Encounter[]>();
  const intervals = new Set<number>();
  for (const encounter of encounters) {
    const prefix = readU32be(encounter.rpi, 0);
    const others = byPrefix.get(prefix);
    if (others === undefined) byPrefix.set(prefix, [encounter]);
    else others.push(encounter);
    for (let shift = -MATCH_TOLERANCE_INTERVALS; shift <= MATCH_TOLERANCE_INTERVALS; shift++) {
      intervals.add(encounter.firstInterval + shift);
    }
  }
  return { byPrefix, intervals: [...intervals].sort((a, b) => a - b) };
}

/** An encounter with somebody whose key is released. */
export interface Match {
  readonly key: ExportedKey;
  /** ENIN of the broadcast. */
  readonly interval: number;
  readonly encounter: Encounter;
  /** dB, corrected by the sender's TX power, which the key makes readable. */
  readonly attenuation: number;
}

/** First place in the ascending `values` that is not below `bound`. */
function lowerBound(values: readonly number[], bound: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

function matchKey(index: LogIndex, key: ExportedKey): Match[] {
  const from = lowerBound(index.intervals, key.rollingStart);
  const intervals = index.intervals.slice(from, lowerBound(index.intervals, endOfKey(key)));
  if (intervals.length === 0) return [];
  const blocks = deriveRpiBlocks(deriveRpik(key.key), intervals);
  const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength);
  return intervals.flatMap((interval, i) => {
    const heard = index.byPrefix.get(view.getUint32(16 * i));
    if (heard === undefined) return [];
    return heard
      .filter(({ rpi }) => equalBytes(rpi, blocks.subarray(16 * i, 16 * i + 16)))
      .filter(({ firstInterval }) => Math.abs(firstInterval - interval) <= MATCH_TOLERANCE_INTERVALS)
      .map((encounter) => ({ key, interval, encounter, attenuation: correctedAttenuation(key, encounter) }));
  });
}

/** Metadata of another version says nothing about the power: then the assumed one stands. */
function correctedAttenuation(key: ExportedKey, { rpi, aem, attenuation }: Encounter): number {
  const txPower = decodeMetadata(cryptMetadata(deriveAemk(key.key), rpi, aem))?.txPower ?? ASSUMED_TX_POWER;
  return attenuation - ASSUMED_TX_POWER + txPower;
}

/** The log's encounters with any of the released keys. Derives only RPIs of intervals near a sighting. */
export function matchExport(index: LogIndex, keys: readonly ExportedKey[]): Match[] {
  return keys.flatMap((key) => matchKey(index, key));
}

/**
 * All matches after one more file: those before it, without those of keys that it revises, and those of its keys. A revised key counts on in
 * its new form unless it is revoked. Files must come in the order of their records.
 */
export function applyExport(
  matches: readonly Match[],
  index: LogIndex,
  content: Pick<KeyExport, 'keys' | 'revisedKeys'>,
): Match[] {
  const replaced = new Set([...content.keys, ...content.revisedKeys].map(({ key }) => toHex(key)));
  const standing = content.revisedKeys.filter(({ reportType }) => reportType !== 'REVOKED');
  return [
    ...matches.filter(({ key }) => !replaced.has(toHex(key.key))),
    ...matchExport(index, [...content.keys, ...standing]),
  ];
}
