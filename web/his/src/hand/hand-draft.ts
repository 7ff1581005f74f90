import type { HandCase } from '../api/his-api.ts';
import type { Certainty } from '../api/shapes.ts';
import { noOnset, type OnsetDraft, onsetOf } from '../case/onset.ts';

/** The form of a case by hand while it is being filled in. */
export interface HandDraft {
  readonly condition: string | null;
  readonly certainty: Certainty | null;
  readonly specimenDate: string | null;
  readonly onset: OnsetDraft;
  readonly reason: string;
  readonly family: string;
  readonly given: string;
  readonly birthDate: string | null;
  readonly identifier: string;
}

/** Nothing filled in. */
export const emptyDraft: HandDraft = {
  condition: null,
  certainty: null,
  specimenDate: null,
  onset: noOnset,
  reason: '',
  family: '',
  given: '',
  birthDate: null,
  identifier: '',
};

/** What is missing, by field, in words; empty when the draft can be sent. Pure. */
export function missingIn(draft: HandDraft): Readonly<Partial<Record<keyof HandDraft, string>>> {
  return {
    ...(draft.condition === null ? { condition: 'Choose the condition.' } : {}),
    ...(draft.certainty === null ? { certainty: 'Say how sure the diagnosis is.' } : {}),
    ...(draft.certainty === 'CONFIRMED_TEST' && draft.specimenDate === null
      ? { specimenDate: 'A confirmed test needs the day on which the specimen was collected.' }
      : {}),
    ...(onsetOf(draft.onset) === undefined ? { onset: 'Give the day, or say that there is none.' } : {}),
    ...(draft.reason.trim().length < 3 ? { reason: 'Say why this case is entered by hand.' } : {}),
  };
}

/** The case that a draft says; undefined while something is missing. Pure. */
export function handCase(draft: HandDraft): HandCase | undefined {
  const onset = onsetOf(draft.onset);
  if (Object.keys(missingIn(draft)).length > 0 || draft.condition === null || draft.certainty === null)
    return undefined;
  if (onset === undefined) return undefined;
  return {
    condition: draft.condition,
    certainty: draft.certainty,
    specimenDate: draft.specimenDate,
    onset,
    reason: draft.reason.trim(),
    patient: {
      family: draft.family.trim(),
      given: draft.given.trim(),
      birthDate: draft.birthDate ?? '',
      identifier: draft.identifier.trim(),
    },
  };
}
