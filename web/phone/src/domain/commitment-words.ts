import type { StoredCommitment } from '../store/schema.ts';

/** How far a day's seal has come. */
export type SealState = 'open' | 'made' | 'promised' | 'witnessed' | 'confirmed' | 'mismatch';

/** What a day's state follows from. */
export type SealFacts = Pick<StoredCommitment, 'receipt' | 'witness' | 'endorsedBy' | 'mismatch'>;

/** State of a day: a tick only when receipt, witness and the signatures of two organisations all verified. */
export function sealState(commitment: SealFacts | undefined): SealState {
  if (commitment === undefined) return 'open';
  const { receipt, witness, endorsedBy, mismatch } = commitment;
  if (mismatch !== undefined) return 'mismatch';
  if (receipt === undefined) return 'made';
  if (witness === undefined) return 'promised';
  return endorsedBy === undefined ? 'witnessed' : 'confirmed';
}

/** Words for it. */
export const sealWords: Readonly<Record<SealState, string>> = {
  open: 'Not sealed yet',
  made: 'Sealed, waiting to be sent',
  promised: 'Promised, not yet witnessed',
  witnessed: 'Witnessed, signatures not yet checked',
  confirmed: 'Sealed and confirmed',
  mismatch: 'Does not match',
};
