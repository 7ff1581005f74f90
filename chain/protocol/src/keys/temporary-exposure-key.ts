import type { Bytes } from '../bytes.ts';
import { type Random, systemRandom, takeRandom } from '../random.ts';
import { INTERVALS_PER_DAY } from '../time.ts';
import { cryptMetadata, deriveAemk, deriveRpik, deriveRpis } from './derivation.ts';
import { encodeMetadata } from './metadata.ts';

/** A TEK with its validity, as it is made, published, exported and matched. */
export interface TemporaryExposureKey {
  /** 16 random bytes. */
  readonly key: Bytes;
  /** ENIN of its first interval. */
  readonly rollingStart: number;
  /** Number of its intervals, 1..144. */
  readonly rollingPeriod: number;
}

/** What is broadcast during one interval. */
export interface Identifier {
  /** ENIN. */
  readonly interval: number;
  /** Rolling Proximity Identifier, 16 bytes. */
  readonly rpi: Bytes;
  /** Associated Encrypted Metadata, 4 bytes. */
  readonly aem: Bytes;
}

/**
 * A fresh key from `rollingStart` to the end of that UTC day: 144 intervals for a day's first key, fewer for the one that
 * follows a key ended early (a publication).
 */
export function createTemporaryExposureKey(rollingStart: number, random: Random = systemRandom): TemporaryExposureKey {
  return {
    key: takeRandom(random, 16),
    rollingStart,
    rollingPeriod: INTERVALS_PER_DAY - (rollingStart % INTERVALS_PER_DAY),
  };
}

/** First interval in which the key is no longer valid. */
export function endOfKey(key: TemporaryExposureKey): number {
  return key.rollingStart + key.rollingPeriod;
}

/**
 * The key ended before `interval`, so that it is over when it is published and nobody can broadcast it for the rest of the
 * day; null when it had not begun by then, and the key itself when it was over anyway.
 */
export function endKeyBefore(key: TemporaryExposureKey, interval: number): TemporaryExposureKey | null {
  if (interval <= key.rollingStart) return null;
  return { ...key, rollingPeriod: Math.min(key.rollingPeriod, interval - key.rollingStart) };
}

/**
 * The identifiers that a key broadcasts from interval `from` up to but without `to`, cut to its validity.
 *
 * @param txPower - radiated power in dBm for the metadata.
 */
export function identifiersOf(
  key: TemporaryExposureKey,
  txPower: number,
  from: number = key.rollingStart,
  to: number = endOfKey(key),
): Identifier[] {
  const first = Math.max(from, key.rollingStart);
  const count = Math.max(0, Math.min(to, endOfKey(key)) - first);
  const intervals = Array.from({ length: count }, (_, i) => first + i);
  const aemk = deriveAemk(key.key);
  const metadata = encodeMetadata(txPower);
  return deriveRpis(deriveRpik(key.key), intervals).map((rpi, i) => ({
    interval: intervals[i]!,
    rpi,
    aem: cryptMetadata(aemk, rpi, metadata),
  }));
}
