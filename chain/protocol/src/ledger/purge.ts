import { z } from 'zod';

/** The private collections. */
export const collectionName = z.enum(['keys', 'roots', 'authorisations']);
export type CollectionName = z.infer<typeof collectionName>;

/** Which records' private values stand in which collection. */
export const collectionOfRecord = {
  anchor: 'roots',
  authorisation: 'authorisations',
  revocation: 'authorisations',
  publication: 'keys',
  export: 'keys',
  answers: 'keys',
} as const satisfies Record<string, CollectionName>;

/** Most names in one purge. */
export const maxNamesPerPurge = 500;

/** Public argument of `purge:purge`: record keys, all of one collection. Refused as a whole when one is not due. */
export const purgeArgument = z.strictObject({
  collection: collectionName,
  names: z
    .array(z.string().regex(/^(anchor|authorisation|revocation|publication|export|answers)\/[0-9a-f]{10,64}$/))
    .min(1)
    .max(maxNamesPerPurge),
});
export type PurgeArgument = z.infer<typeof purgeArgument>;
