import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { redate, sendMessages } from '@tallystick/his-adapter';
import { repositoryRoot } from '../dev/options.ts';
import { developmentAccounts } from '../issuer/accounts.ts';
import { signInAs, testBrowser } from '../issuer/browser.ts';
import { Refusal } from './persist.ts';
import type { FaultServices } from './services.ts';

const message = readFileSync(join(repositoryRoot, 'his-adapter', 'fixtures', 'oru-positive.hl7'), 'utf8');

/** A laboratory message about a patient, specimen and order of its own. */
const messageAbout = (name: string): string =>
  redate(message, Date.now())
    .replaceAll('TST-000417', `P-${name}`)
    .replaceAll('ACC-5001', `ACC-${name}`)
    .replace('NL-0001', `M-${name}`)
    .replace('Beispiel', name);

type Worklist = { items: { id: string; patient: { name: string } }[] };
type Issued = { code: string };

/** A case, as far as it is looked at here. */
export type CaseDetail = { state: string; status: string; authorisation?: { id: string } };

/** A laboratory and a clinician of one hospital, each act asked for once. Errors of the API are `Refusal`s. */
export type Clinic = {
  /** The laboratory tells of a positive result; whether the hospital has taken it. */
  tell(patient: string): Promise<boolean>;
  /** The case of a patient that is ready to be confirmed. */
  caseOf(patient: string): Promise<string | undefined>;
  /** Confirms; where that was done already and only the answer was lost, the code is shown again. */
  confirm(id: string): Promise<string>;
  /** Revokes, or finds that it is done. */
  revoke(id: string): Promise<void>;
  detail(id: string): Promise<CaseDetail>;
};

/** Refusals that say that the act was done before. */
async function unlessDone<T>(act: Promise<T>, done: () => Promise<T>): Promise<T> {
  try {
    return await act;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'CASE_STATE') return done();
    throw error;
  }
}

/** Signs a clinician in. */
export async function openClinic({ adapterUrl, mllpPort }: FaultServices): Promise<Clinic> {
  const browser = testBrowser();
  await signInAs(browser, adapterUrl, developmentAccounts[0]!);
  let csrf = '';
  const call = async (path: string, body?: unknown): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', 'x-csrf-token': csrf, origin: adapterUrl };
    const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await browser.fetch(`${adapterUrl}${path}`, init);
    const answer = (await response.json()) as { error?: { code: string } };
    if (!response.ok) throw new Refusal(answer.error?.code ?? String(response.status));
    return answer;
  };
  ({ csrfToken: csrf } = (await call('/api/session')) as { csrfToken: string });
  return {
    tell: async (patient) => {
      const [answer = ''] = await sendMessages({ host: '127.0.0.1', port: mllpPort }, [messageAbout(patient)]);
      return /MSA\|AA\|/.test(answer);
    },
    caseOf: async (patient) => {
      const { items } = (await call('/api/worklist?filter=ready')) as Worklist;
      return items.find(({ patient: { name } }) => name.includes(patient))?.id;
    },
    confirm: async (id) => {
      const confirmed = call(`/api/cases/${id}/confirm`, { certainty: 'CONFIRMED_TEST', onset: null });
      const { code } = (await unlessDone(confirmed, () => call(`/api/cases/${id}/code`, {}))) as Issued;
      return code;
    },
    revoke: async (id) => {
      await unlessDone(call(`/api/cases/${id}/revoke`, { reason: 'entered in error' }), async () => undefined);
    },
    detail: async (id) => (await call(`/api/cases/${id}`)) as CaseDetail,
  };
}
