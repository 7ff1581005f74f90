import type { PhoneContext } from './context.ts';

/** Whether anything waits to be sent or witnessed: a publication, a commitment, an answer that is due. */
export async function somethingWaits({ db, clock }: PhoneContext): Promise<boolean> {
  const [publications, commitments, answers] = await Promise.all([
    db.getAll('publications'),
    db.getAll('commitments'),
    db.getAll('answers'),
  ]);
  return (
    publications.some(({ receipt, refused }) => receipt === undefined && refused === undefined) ||
    commitments.some(({ witness }) => witness === undefined) ||
    answers.some(({ dueAt, witnessed }) => witnessed !== true && dueAt <= clock.platform())
  );
}
