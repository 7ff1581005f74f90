/** Dates that people enter. */
import type { z } from 'zod';
import { type ClinicalTime, fhirTime } from '../report/clinical-time.ts';
import type { ApiContext } from './context.ts';
import { ApiError } from './errors.ts';
import type { handBody } from './schemas.ts';

const DAY = 86_400_000;
const LONGEST_ONSET_DAYS = 60;

/** @throws ApiError `ONSET_INVALID` when the onset is no date, in the future everywhere, or too long ago */
export function checkOnset(onset: string | null, now: number): void {
  if (onset === null) return;
  const range = fhirTime(onset)?.range;
  if (!range || range.earliest > now || range.latest < now - LONGEST_ONSET_DAYS * DAY) {
    throw new ApiError('ONSET_INVALID', { field: 'onset' });
  }
}

/** Checks what was entered by hand; returns the time of collection, if one was given. */
export function checkHandEntry(context: ApiContext, body: z.infer<typeof handBody>): ClinicalTime | undefined {
  const condition = context.policy.conditions.find((candidate) => candidate.id === body.condition);
  if (!condition) throw new ApiError('CONDITION_UNKNOWN', { field: 'condition' });
  if (body.specimenDate === null) {
    if (body.certainty === 'CONFIRMED_TEST') {
      const message = 'A confirmed test needs the date on which the specimen was collected.';
      throw new ApiError('SPECIMEN_DATE_INVALID', { message, field: 'specimenDate' });
    }
    return undefined;
  }
  const collected = fhirTime(body.specimenDate);
  if (!collected?.range || collected.range.earliest > context.now()) {
    throw new ApiError('SPECIMEN_DATE_INVALID', { field: 'specimenDate' });
  }
  if (collected.range.latest < context.now() - condition.infectiousWindowDays * DAY) {
    throw new ApiError('OUTSIDE_WINDOW', { field: 'specimenDate' });
  }
  return collected;
}
