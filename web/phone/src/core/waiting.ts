import { isConfirmed } from '../domain/confirmation.ts';
import type { PhoneContext } from './context.ts';

/** Whether anything waits to be sent or confirmed: a publication, a commitment, an answer that is due. */
export async function somethingWaits({ db, clock }: PhoneContext): Promise<boolean> {
  const [publications, commitments, answers] = await Promise.all([
    db.getAll('publications'),
    db.getAll('commitments'),
    db.getAll('answers'),
  ]);
  return (
    publications.some(
      ({ refused, endorsedBy, mismatch }) =>
        refused === undefined && (endorsedBy === undefined || mismatch !== undefined),
    ) ||
    commitments.some((commitment) => !isConfirmed(commitment)) ||
    answers.some((answer) => !isConfirmed(answer) && answer.dueAt <= clock.platform())
  );
}
