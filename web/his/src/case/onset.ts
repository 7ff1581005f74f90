/** What is said about onset while it is being filled in; `choice` null: nothing yet. */
export interface OnsetDraft {
  readonly choice: 'date' | 'none' | null;
  readonly date: string | null;
}

/** Nothing said yet. */
export const noOnset: OnsetDraft = { choice: null, date: null };

/** The onset that a draft says: a date, null for none or unknown, undefined while it is not said. */
export function onsetOf(draft: OnsetDraft): string | null | undefined {
  if (draft.choice === 'none') return null;
  return draft.choice === 'date' && draft.date !== null ? draft.date : undefined;
}
