import { z } from 'zod';
import { authorisationIdText, dayNumber, digest, hexBytes, recordBase, salt, unixSeconds } from './fields.ts';

/** Longest life of an authorisation: 14 days. */
export const maxAuthorisationSeconds = 14 * 86_400;
/** Slots of a publication and their size: {@link publishPrivate}. */
export const publicationSlots = 30;
export const publicationSlotBytes = 24;

/** Certainty that the clinician set. */
export const reportType = z.enum(['CONFIRMED_TEST', 'CLINICAL_DIAGNOSIS']);
export type ReportType = z.infer<typeof reportType>;

/** Public argument of `diagnoses:authorise`. */
export const authoriseArgument = z.strictObject({
  id: authorisationIdText,
  /** One-time Ed25519 public key; the id is derived from it. */
  publicKey: hexBytes(32),
  expires: unixSeconds,
  /** Salted commitment to the clinical record; the salt stays in the hospital. */
  recordCommitment: digest,
  /** The authorisation that this one replaces: it is revoked in the same transaction. */
  supersedes: authorisationIdText.optional(),
});
export type AuthoriseArgument = z.infer<typeof authoriseArgument>;

/** Private details of an authorisation, collection `authorisations`. */
export const authorisePrivate = z.strictObject({
  salt,
  reportType,
  /** Onset of symptoms (or the day that stands for it), null when unknown. */
  onset: dayNumber.nullable(),
  /** Test type, as the reportable condition's configuration names it. */
  test: z.string().min(1).max(64),
});
export type AuthorisePrivate = z.infer<typeof authorisePrivate>;

/** Public record `authorisation/<id>`. */
export const authorisationRecord = z.strictObject({
  type: z.literal('authorisation'),
  ...authoriseArgument.shape,
  /** Certificate attribute of the hospital that answers for it. */
  facility: z.string().min(1).max(64),
  purgeAfter: unixSeconds,
  ...recordBase,
});
export type AuthorisationRecord = z.infer<typeof authorisationRecord>;

/** Public argument of `diagnoses:publish`. */
export const publishArgument = z.strictObject({
  authorisation: authorisationIdText,
  /** Salted digest of the 30 slots. */
  digest,
  /** Ed25519 by the one-time key over (label, channel, authorisation, digest). */
  signature: hexBytes(64),
});
export type PublishArgument = z.infer<typeof publishArgument>;

/** Transient data of `diagnoses:publish`; 30 slots of 24 bytes whatever the number of keys. */
export const publishPrivate = z.strictObject({
  salt,
  keys: hexBytes(publicationSlots * publicationSlotBytes),
});
export type PublishPrivate = z.infer<typeof publishPrivate>;

/**
 * Stored private value of a publication, collection `keys`: of one fixed size, so that its length says nothing.
 * `report` is 1 (confirmed test) or 2 (clinical diagnosis), `onset` a day in six digits or `------` when unknown.
 */
export const publicationPrivate = z.strictObject({
  salt,
  keys: hexBytes(publicationSlots * publicationSlotBytes),
  report: z.enum(['1', '2']),
  onset: z.string().regex(/^(\d{6}|-{6})$/),
});
export type PublicationPrivate = z.infer<typeof publicationPrivate>;

/** Public record `publication/<authorisation>`. */
export const publicationRecord = z.strictObject({
  type: z.literal('publication'),
  ...publishArgument.shape,
  purgeAfter: unixSeconds,
  ...recordBase,
});
export type PublicationRecord = z.infer<typeof publicationRecord>;

/** Public argument of `diagnoses:revoke`. */
export const revokeArgument = z.strictObject({ authorisation: authorisationIdText });
export type RevokeArgument = z.infer<typeof revokeArgument>;

/** Private details of a revocation, collection `authorisations`. */
export const revokePrivate = z.strictObject({ salt, reason: z.string().min(1).max(64) });
export type RevokePrivate = z.infer<typeof revokePrivate>;

/** Public record `revocation/<authorisation>`. */
export const revocationRecord = z.strictObject({
  type: z.literal('revocation'),
  authorisation: authorisationIdText,
  /** The authorisation that takes its place, when it was issued again. */
  supersededBy: authorisationIdText.optional(),
  facility: z.string().min(1).max(64),
  purgeAfter: unixSeconds,
  ...recordBase,
});
export type RevocationRecord = z.infer<typeof revocationRecord>;
