import { expand } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, readU32be, u32be } from '../bytes.ts';
import { label } from '../label.ts';
import { dayAt, firstIntervalOfDay, INTERVALS_PER_DAY } from '../time.ts';
import type { ExportedKey } from './export-format.ts';

/** Fewest keys in a file. */
export const MIN_EXPORT_KEYS = 140;

const PADDING_DAYS = 14;

/**
 * Padding key `index` of an export: HKDF-Expand-SHA256(seed, label('export-padding') ‖ index u32be, 20): 16 bytes key and 4 bytes choice.
 * Everything but the key is taken from a real key of the file (or, without any, from a day before the window's end), so that nothing sets
 * the two apart until the seed is known; whoever knows the seed can prove which they are.
 */
function paddingKey(seed: Uint8Array, index: number, real: readonly ExportedKey[], windowEnd: number): ExportedKey {
  const bytes = expand(sha256, seed, concat(label('export-padding'), u32be(index)), 20);
  const key: Bytes = bytes.slice(0, 16);
  const choice = readU32be(bytes, 16);
  const model = real[choice % Math.max(1, real.length)];
  if (model !== undefined) return { ...model, key };
  const day = dayAt(windowEnd) - 1 - (choice % PADDING_DAYS);
  return {
    key,
    rollingStart: firstIntervalOfDay(day),
    rollingPeriod: INTERVALS_PER_DAY,
    reportType: 'CONFIRMED_TEST',
    daysSinceOnset: null,
  };
}

/**
 * The padding that brings a file to {@link MIN_EXPORT_KEYS} keys.
 *
 * @param seed - 32 bytes from the record's private data.
 * @param real - the file's real keys in byte order.
 */
export function paddingKeys(seed: Uint8Array, real: readonly ExportedKey[], windowEnd: number): ExportedKey[] {
  const count = Math.max(0, MIN_EXPORT_KEYS - real.length);
  return Array.from({ length: count }, (_, i) => paddingKey(seed, i, real, windowEnd));
}
