/**
 * Why a record did or did not become a transaction: stable codes, each with the sentence that a person reads.
 * A code never changes its meaning.
 */
export const reasons = {
  // authorise
  POSITIVE_FINAL: 'The laboratory reports a final positive result.',
  POSITIVE_CORRECTED: 'The laboratory reports a positive result as its correction.',
  // revoke
  ENTERED_IN_ERROR: 'The laboratory withdrew this result as entered in error.',
  CORRECTED_TO_NEGATIVE: 'The laboratory corrected this result: it is no longer positive.',
  CORRECTED_TO_INCONCLUSIVE: 'The laboratory corrected this result: it no longer says positive or negative.',
  RESULT_CANCELLED: 'The laboratory cancelled the result on which the case rests.',
  // hold
  PRELIMINARY: 'The result is positive but preliminary; the final one has not come.',
  PRESUMPTIVE_POSITIVE: 'The result is only presumptive positive.',
  POOLED_POSITIVE: 'The result is of a pooled specimen and does not say whose.',
  SUSPECTED: 'The record says suspected, which is no result.',
  RESULT_NOT_UNDERSTOOD: 'The result is in words or codes that the configuration does not know.',
  RESULT_MISSING: 'The observation has a status but no value.',
  RESULT_CONTRADICTORY: 'Codes, text or interpretation of the result contradict each other.',
  TEST_NOT_UNDERSTOOD: 'The test seems to be for this condition, but its code is not known or contradicts its name.',
  TEST_UNSPECIFIC: 'The test is a panel or of a group of viruses: the result does not say which one was found.',
  STATUS_CONTRADICTORY: 'Report and observation give statuses that contradict each other.',
  STATUS_UNKNOWN: 'The result has no status, or one that is not known.',
  CONTROL_FAILED: 'An internal control of this specimen failed, so a negative result of it is worth nothing.',
  SELF_REPORTED: 'The result was reported by the person tested and not by a laboratory.',
  MODE_UNKNOWN: 'The message does not say clearly whether it is real or a test.',
  PATIENT_MISSING: 'The record does not say whose result this is.',
  COLLECTION_MISSING: 'The record does not say when the specimen was collected.',
  COLLECTION_UNREADABLE: 'The time of collection cannot be read as a date.',
  DATES_IMPOSSIBLE: 'The dates of the record cannot all be true.',
  OUTSIDE_WINDOW: 'The specimen was collected before the infectious window.',
  WITHDRAWN_BEFORE: 'The laboratory had already withdrawn a result of this specimen.',
  REVOKED_BEFORE: 'The case of this specimen was revoked, and now a positive result came again.',
  CONTRADICTS_CASE:
    'A later negative result of the same test contradicts the case, without being marked as a correction.',
  CORRECTION_UNCERTAIN: 'A correction to negative came for another test than the one on which the case rests.',
  // ignore
  NEGATIVE: 'The result is negative.',
  INCONCLUSIVE: 'The result is neither positive nor negative.',
  CANCELLED: 'The test was cancelled.',
  NOT_REPORTABLE: 'The test is for no reportable condition.',
  ANTIBODY_TEST: 'Antibody tests show a past infection or a vaccination and never lead to a code.',
  ASK_ON_ENTRY: 'This answers a question asked at order entry and is no result.',
  TEST_MESSAGE: 'The message is marked as a test message; it opens no real case.',
  WITHDRAWN_AS_DUPLICATE: 'Another report was withdrawn as a duplicate; this case rests on its own.',
  ALREADY_A_CASE: 'The case of this specimen is open already.',
  ALREADY_REVOKED: 'The case of this specimen has been revoked already.',
  DUPLICATE: 'The same result has been received and decided already.',
  NO_OBSERVATION: 'The report holds no observation.',
} as const;

/** A stable reason code. */
export type ReasonCode = keyof typeof reasons;

/** A reason as it is kept and shown. */
export interface Reason {
  code: ReasonCode;
  sentence: string;
}

/** The reason of a code. */
export function reason(code: ReasonCode): Reason {
  return { code, sentence: reasons[code] };
}
