import { type Step, Steps } from '@tallystick/ui';
import type { JSX } from 'react';
import { failureWords } from '../domain/failure-words.ts';
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

function stepsOf({ days, storedAt, receipt, refused }: StoredPublication): Step[] {
  const accepted: Step =
    refused === undefined
      ? {
          key: 'accepted',
          label: 'Accepted by the ledger',
          detail: receipt === undefined ? 'Sent by itself, again and again, until it is' : `In block ${receipt.block}`,
          state: receipt === undefined ? 'current' : 'done',
        }
      : { key: 'accepted', label: 'Refused', detail: failureWords(refused).happened, state: 'failed' };
  return [
    { key: 'stored', label: `${count(days.length, 'day')} prepared`, detail: momentInWords(storedAt), state: 'done' },
    accepted,
  ];
}
