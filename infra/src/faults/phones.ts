import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerLeaf, dayAt } from '@tallystick/protocol';
import { graphql } from '../api/client.ts';
import { type Patient, pastKeys, publication } from '../api/patient.ts';
import { mutations, randomHex } from '../api/requests.ts';
import { type Persistence, persist, Refusal } from './persist.ts';

/** Sends a mutation; resolves when it is acknowledged. @throws Refusal with the code of the answer's error */
export async function mutate(url: string, query: string, variables: Readonly<Record<string, unknown>>): Promise<void> {
  const { data, errors } = await graphql<Record<string, unknown>>(url, query, variables);
  const [error] = errors;
  if (error !== undefined) throw new Refusal(error.extensions.code);
  if (data === null || data === undefined) throw new Refusal('INTERNAL');
}

/** Milliseconds between two mutations of one phone. */
const pause = 100;

/** Work that goes on until the load ends. */
export type Client = () => Promise<void>;

function repeated(how: Persistence, once: () => Promise<void>): Client {
  return async () => {
    while (!how.stopping.aborted) {
      await once();
      await sleep(pause, undefined, { signal: how.stopping }).catch(() => undefined);
    }
  };
}

/** A phone that sends one commitment after another. */
export function committing(url: string, how: Persistence): Client {
  return repeated(how, async () => {
    const root = randomHex(32);
    await persist(how.journal.begin('commitment', root), how, () => mutate(url, mutations.commit, { root }));
  });
}

/** A phone that sends one answer after another. */
export function answering(url: string, how: Persistence): Client {
  const day = dayAt(Math.floor(Date.now() / 1000)) - 1;
  return repeated(how, async () => {
    const input = { day, id: randomHex(16), bit: randomInt(2) as 0 | 1 };
    const mutation = how.journal.begin('answer', answerLeaf(input));
    await persist(mutation, how, () => mutate(url, mutations.acknowledge, { input }));
  });
}

/** Phones of patients: each publishes once its patient has a code. Nobody gives up: a code is too dear. */
export function publishing(url: string, how: Persistence, patients: Patient[]): Client {
  const patient = { ...how, givesUp: 0 };
  return repeated(how, async () => {
    const next = patients.shift();
    if (next === undefined) return;
    const input = publication(next, pastKeys(2));
    const mutation = how.journal.begin('publication', next.authorisation);
    await persist(mutation, patient, () => mutate(url, mutations.publish, { input }));
  });
}
