import { type Step, Steps } from '@tallystick/ui';
import type { JSX } from 'react';
import { failureWords } from '../domain/failure-words.ts';
import { organisationsInWords } from '../domain/organisations.ts';
import { count, momentInWords } from '../domain/words.ts';
import type { StoredPublication } from '../store/schema.ts';

/** What was shared from this phone, with where it stands. */
export function ShareHistory({ publications }: { publications: readonly StoredPublication[] }): JSX.Element {
  return (
    <section className="ts-stack">
      <h2>Shared from this phone</h2>
      {publications.map((publication) => (
        <Steps key={publication.authorisation} label="Where it stands" steps={stepsOf(publication)} />
      ))}
    </section>
  );
}

/** A tick only when the signatures of two organisations under it hold. */
function acceptedStep({ receipt, endorsedBy, mismatch }: StoredPublication): Step {
  const step = { key: 'accepted', label: 'Accepted by the ledger' };
  if (mismatch !== undefined) {
    const { happened, todo } = failureWords(mismatch);
    return { ...step, label: 'Does not match', detail: `${happened} ${todo}`, state: 'failed' };
  }
  if (receipt === undefined) {
    return { ...step, detail: 'Sent by itself, again and again, until it is', state: 'current' };
  }
  const place = `In block ${receipt.block}`;
  return endorsedBy === undefined
    ? { ...step, detail: `${place}, says the server: the signatures are checked by itself`, state: 'current' }
    : { ...step, detail: `${place}, signed by ${organisationsInWords(endorsedBy)}`, state: 'done' };
}

function stepsOf(publication: StoredPublication): Step[] {
  const { days, storedAt, refused } = publication;
  const accepted: Step =
    refused === undefined
      ? acceptedStep(publication)
      : { key: 'accepted', label: 'Refused', detail: failureWords(refused).happened, state: 'failed' };
  return [
    { key: 'stored', label: `${count(days.length, 'day')} prepared`, detail: momentInWords(storedAt), state: 'done' },
    accepted,
  ];
}
