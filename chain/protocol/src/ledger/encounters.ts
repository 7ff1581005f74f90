import { z } from 'zod';
import { digest, recordBase, salt, unixSeconds } from './fields.ts';

/** Most roots in one anchor: keeps a private value under half a megabyte. */
export const maxRootsPerAnchor = 4096;

/** Public argument of `encounters:anchor`. */
export const anchorArgument = z.strictObject({
  /** Merkle root over the byte-sorted, distinct commitment roots (RFC 9162 hashing). */
  root: digest,
  /** Number of roots. */
  count: z.int().min(1).max(maxRootsPerAnchor),
});
export type AnchorArgument = z.infer<typeof anchorArgument>;

/** Private value of an anchor, collection `roots`. */
export const anchorPrivate = z.strictObject({
  salt,
  /** Byte-sorted, distinct. */
  roots: z.array(digest).min(1).max(maxRootsPerAnchor),
});
export type AnchorPrivate = z.infer<typeof anchorPrivate>;

/** Public record `anchor/<root>`. */
export const anchorRecord = z.strictObject({
  type: z.literal('anchor'),
  ...anchorArgument.shape,
  purgeAfter: unixSeconds,
  ...recordBase,
});
export type AnchorRecord = z.infer<typeof anchorRecord>;
