import { z } from 'zod';
import { dayNumber, digest, hexBytes, recordBase, salt, unixSeconds } from './fields.ts';

/** Most answers in one batch. */
export const maxAnswersPerBatch = 4096;

/** One phone's answer for one day: of fixed size, its bit randomised before it left the phone. */
export const answer = z.strictObject({
  /** UTC day whose windows the phone has processed. */
  day: dayNumber,
  /** 16 random bytes, made for this answer alone: a retry is the same answer. */
  id: hexBytes(16),
  bit: z.union([z.literal(0), z.literal(1)]),
});
export type Answer = z.infer<typeof answer>;

/** Public argument of `acknowledgements:record`. */
export const answersArgument = z.strictObject({
  day: dayNumber,
  /** Merkle root over the byte-sorted answer leaves. */
  root: digest,
  count: z.int().min(1).max(maxAnswersPerBatch),
  /** Number of answers whose bit is 1. */
  sum: z.int().min(0).max(maxAnswersPerBatch),
});
export type AnswersArgument = z.infer<typeof answersArgument>;

/** Private value, collection `keys`; recounted by the contract. */
export const answersPrivate = z.strictObject({ salt, answers: z.array(answer).min(1).max(maxAnswersPerBatch) });
export type AnswersPrivate = z.infer<typeof answersPrivate>;

/** Public record `answers/<root>`. */
export const answersRecord = z.strictObject({
  type: z.literal('answers'),
  ...answersArgument.shape,
  purgeAfter: unixSeconds,
  ...recordBase,
});
export type AnswersRecord = z.infer<typeof answersRecord>;
