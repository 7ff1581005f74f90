import type { StoredCommitment } from '../store/schema.ts';

/** How far a day's seal has come. */
export type SealState = 'open' | 'made' | 'promised' | 'witnessed';

/** State of a day: a tick only when receipt and witness both verified. */
export function sealState(commitment: Pick<StoredCommitment, 'receipt' | 'witness'> | undefined): SealState {
  if (commitment === undefined) return 'open';
  if (commitment.receipt === undefined) return 'made';
  return commitment.witness === undefined ? 'promised' : 'witnessed';
}

/** Words for it. */
export const sealWords: Readonly<Record<SealState, string>> = {
  open: 'Not sealed yet',
  made: 'Sealed, waiting to be sent',
  promised: 'Promised, not yet witnessed',
  witnessed: 'Sealed and witnessed',
};
