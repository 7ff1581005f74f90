/** A test hospital with a clinician's hands: sends records, reads cases, confirms. Its clock can be set on. */
import assert from 'node:assert/strict';
import { redate } from '../hl7/redate.ts';
import { sendMessages } from '../mllp/client.ts';
import { type Answer, people, startHospital, type TestHospital } from './hospital.ts';
import { fixture } from './paths.ts';

/** A row of the worklist, as far as tests read it. */
export type Item = { id: string; kind: string; status: string; why: { code: string } };

/** What tests of the clinician API do again and again. */
export type Ward = {
  hospital: TestHospital;
  /** Milliseconds by which the hospital's clock is ahead. */
  clock: { offset: number };
  now(): number;
  /** Sends a fixture about a new patient and specimen, or about an earlier one; returns which. */
  send(name: string, of?: number): Promise<number>;
  list(filter: string): Promise<Item[]>;
  /** A new case that is ready, with the patient it is about. */
  ready(): Promise<{ id: string; of: number }>;
  detail(id: string): Promise<Record<string, unknown>>;
  /** Three days ago. */
  onset(): string;
  confirm(id: string, changes?: object): Promise<Answer>;
};

/** The stable code of an error answer; empty for none. */
export function codeOf({ body }: Answer): string {
  return (body.error as { code: string } | undefined)?.code ?? '';
}

/** Waits for a condition, with a deadline. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, 'not in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Starts a hospital whose ledger is given up after three quick attempts. */
export async function startWard(): Promise<Ward> {
  const clock = { offset: 0 };
  const now = (): number => Date.now() + clock.offset;
  const hospital = await startHospital(
    {},
    { now, outbox: { firstDelay: 10, longestDelay: 20, longestDelayAway: 20, attempts: 3 }, settleMilliseconds: 5000 },
  );
  let patients = 0;
  let messages = 0;
  const list: Ward['list'] = async (filter) => {
    const { status, body } = await hospital.get(`/api/worklist?filter=${filter}`, people.issuer);
    assert.equal(status, 200);
    return body.items as Item[];
  };
  const send = async (name: string, given?: number): Promise<number> => {
    const of = given ?? ++patients;
    const text = redate(fixture(name).toString(), now())
      .replaceAll('TST-000417', `P-${of}`)
      .replaceAll('ACC-500', `ACC-${of}-`)
      .replace(/NL-0/, `N${++messages}-0`);
    const [answer = ''] = await sendMessages({ host: '127.0.0.1', port: hospital.adapter.mllpPort }, [text]);
    assert.match(answer, /MSA\|AA\|/);
    return of;
  };
  const onset = (): string => new Date(now() - 3 * 86_400_000).toISOString().slice(0, 10);
  return {
    hospital,
    clock,
    now,
    send,
    list,
    onset,
    async ready() {
      const of = await send('oru-positive.hl7');
      const [item] = await list('ready');
      assert.ok(item);
      return { id: item.id, of };
    },
    detail: async (id) => (await hospital.get(`/api/cases/${id}`, people.issuer)).body,
    confirm(id, changes = {}) {
      const body = { certainty: 'CONFIRMED_TEST', onset: onset(), ...changes };
      return hospital.post(`/api/cases/${id}/confirm`, body, people.issuer);
    },
  };
}
