import { setTimeout as sleep } from 'node:timers/promises';
import { authorisationId, channelName, verificationKeys } from '@tallystick/protocol';
import type { Patient } from '../api/patient.ts';
import { openClinic } from './clinic.ts';
import type { Mutation } from './journal.ts';
import { type Persistence, persist } from './persist.ts';
import type { Client } from './phones.ts';
import type { FaultServices } from './services.ts';

/** A hospital under load. */
export type Hospital = {
  /** A positive result is told, confirmed, authorised, and then published or revoked; for ever. */
  readonly client: Client;
  /** Learns what unanswered confirmations came to. */
  settle(): Promise<void>;
};

/** The patient who was given a code. */
export async function patientWith(code: string): Promise<Patient> {
  const keys = await verificationKeys(code, channelName);
  return { code, keys, authorisation: authorisationId(keys.publicKey) };
}

/** Opens a hospital. Patients who are to publish are put into `patients`. */
export async function openHospital(services: FaultServices, how: Persistence, patients: Patient[]): Promise<Hospital> {
  const clinic = await openClinic(services);
  /** Nobody gives up here: a clinician has the case on the screen until it is done. */
  const clinician = { ...how, givesUp: 0 };
  const cases: { readonly mutation: Mutation; readonly id: string }[] = [];
  let count = 0;

  /** Until it succeeds or the load ends: what is asked for here is no mutation of the ledger yet. */
  const until = async <T>(ask: () => Promise<T | undefined | false>): Promise<T | undefined> => {
    while (!how.stopping.aborted) {
      const found = await ask().catch(() => undefined);
      if (found !== undefined && found !== false) return found;
      await sleep(100, undefined, { signal: how.stopping }).catch(() => undefined);
    }
    return undefined;
  };

  const oneCase = async (): Promise<void> => {
    count += 1;
    const name = `Number-${count}-`;
    if ((await until(() => clinic.tell(name))) === undefined) return;
    const id = await until(() => clinic.caseOf(name));
    if (id === undefined) return;
    const mutation = how.journal.begin('authorisation');
    cases.push({ mutation, id });
    let code = '';
    const confirmed = await persist(mutation, clinician, async () => {
      code = await clinic.confirm(id);
    });
    if (!confirmed) return;
    const patient = await patientWith(code);
    mutation.name = patient.authorisation;
    if (count % 2 === 1) patients.push(patient);
    else await persist(how.journal.begin('revocation', patient.authorisation), clinician, () => clinic.revoke(id));
  };

  return {
    client: async () => {
      while (!how.stopping.aborted) await oneCase();
    },
    settle: async () => {
      for (const { mutation, id } of cases) mutation.name ??= (await clinic.detail(id)).authorisation?.id;
    },
  };
}
