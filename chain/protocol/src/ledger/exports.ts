import { z } from 'zod';
import { blockNumber, count, digest, hexBytes, keyName, recordBase, salt, unixSeconds } from './fields.ts';

/** Public argument of `exports:record`. */
export const exportArgument = z.strictObject({
  /** 1 for the first record, then one more each. */
  sequence: z.int().min(1).max(9_999_999_999),
  /** SHA-256 of the `export.bin` before it; null for the first. */
  previous: digest.nullable(),
  windowStart: unixSeconds,
  windowEnd: unixSeconds,
  /** First and last block that it covers; the first is 0 for sequence 1, then the one after the previous record's last. */
  firstBlock: blockNumber,
  lastBlock: blockNumber,
  /** SHA-256 of `export.bin`. */
  sha256: digest,
  real: count,
  padding: count,
  revised: count,
  /** Export signing key in force. */
  keyId: keyName,
});
export type ExportArgument = z.infer<typeof exportArgument>;

/** Private value of a record, collection `keys`: the padding is derived from the seed. */
export const exportPrivate = z.strictObject({ salt, seed: hexBytes(32) });
export type ExportPrivate = z.infer<typeof exportPrivate>;

/** Public record `export/<sequence>`. */
export const exportRecord = z.strictObject({
  type: z.literal('export'),
  ...exportArgument.shape,
  purgeAfter: unixSeconds,
  ...recordBase,
});
export type ExportRecord = z.infer<typeof exportRecord>;
