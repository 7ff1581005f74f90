import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { codeFromFragment, TallystickError } from '@tallystick/protocol';
import { redate } from '../hl7/redate.ts';
import { sendMessages } from '../mllp/client.ts';
import { type Answer, people, startHospital, type TestHospital } from '../testing/hospital.ts';
import { fixture } from '../testing/paths.ts';

// The clinician API of a running adapter over HTTP. The clock is the test's, so that idleness and expiry need no waiting.
let offset = 0;
const now = (): number => Date.now() + offset;
let hospital: TestHospital;
before(async () => {
  hospital = await startHospital(
    {},
    { now, outbox: { firstDelay: 10, longestDelay: 20, attempts: 3 }, settleMilliseconds: 2000 },
  );
});
after(() => hospital?.stop());

let patients = 0;
/** Sends a fixture about a new patient and specimen; returns how to send another about the same. */
async function send(name: string, of = ++patients): Promise<number> {
  const text = redate(fixture(name).toString(), now())
    .replaceAll('TST-000417', `P-${of}`)
    .replaceAll('ACC-500', `ACC-${of}-`)
    .replace(/NL-0/, `N${++messages}-0`);
  const [answer = ''] = await sendMessages({ host: '127.0.0.1', port: hospital.adapter.mllpPort }, [text]);
  assert.match(answer, /MSA\|AA\|/);
  return of;
}
let messages = 0;

type Item = { id: string; kind: string; status: string; why: { code: string } };
async function list(filter: string): Promise<Item[]> {
  const { status, body } = await hospital.get(`/api/worklist?filter=${filter}`, people.issuer);
  assert.equal(status, 200);
  return body.items as Item[];
}
async function ready(): Promise<{ id: string; of: number }> {
  const of = await send('oru-positive.hl7');
  const [item] = await list('ready');
  assert.ok(item);
  return { id: item.id, of };
}
const code = ({ body }: Answer): string => (body.error as { code: string } | undefined)?.code ?? '';
const detail = async (id: string): Promise<Record<string, unknown>> =>
  (await hospital.get(`/api/cases/${id}`, people.issuer)).body;
const onset = (): string => new Date(now() - 3 * 86_400_000).toISOString().slice(0, 10);
const confirm = (id: string, changes: object = {}): Promise<Answer> =>
  hospital.post(`/api/cases/${id}/confirm`, { certainty: 'CONFIRMED_TEST', onset: onset(), ...changes }, people.issuer);

test('every route behind sign-in refuses a stranger, and says so in the security log', async () => {
  const document = (await hospital.get('/api/openapi.json')).body as {
    paths: Record<string, Record<string, { security?: unknown }>>;
  };
  let refused = 0;
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (!operation.security) continue;
      const url = path.replace('{id}', 'x').replace('{authorisation}', 'x');
      const answer = method === 'get' ? await hospital.get(url) : await hospital.post(url, {});
      assert.equal(answer.status, 401, path);
      assert.equal(code(answer), 'SESSION_MISSING');
      assert.equal(answer.headers.get('cache-control'), 'no-store');
      refused += 1;
    }
  }
  assert.ok(refused >= 14);
  assert.equal(hospital.log.filter((line) => line.includes('"security"')).length >= refused, true);
});

test('roles: administering gives nothing clinical, revoking does not issue, auditing does not act, others see nothing', async () => {
  const { id } = await ready();
  const acts: [keyof typeof people, string, object, string][] = [
    ['administrator', `/api/cases/${id}/confirm`, { certainty: 'CONFIRMED_TEST', onset: null }, 'ROLE_MISSING'],
    ['revoker', `/api/cases/${id}/confirm`, { certainty: 'CONFIRMED_TEST', onset: null }, 'ROLE_MISSING'],
    ['auditor', `/api/cases/${id}/dismiss`, { reason: 'because' }, 'ROLE_MISSING'],
    ['stranger', `/api/cases/${id}/confirm`, { certainty: 'CONFIRMED_TEST', onset: null }, 'OTHER_FACILITY'],
  ];
  for (const [who, path, body, expected] of acts) {
    const answer = await hospital.post(path, body, people[who]);
    assert.equal(answer.status, 403);
    assert.equal(code(answer), expected, who);
  }
  assert.equal(code(await hospital.get('/api/worklist', people.administrator)), 'ROLE_MISSING');
  assert.equal(code(await hospital.get(`/api/cases/${id}`, people.stranger)), 'OTHER_FACILITY');
  assert.equal(code(await hospital.get('/api/audit', people.issuer)), 'ROLE_MISSING');
});

test('a forged request changes nothing', async () => {
  const { id } = await ready();
  const { cookie } = hospital.session(people.issuer);
  const body = { reason: 'forged reason' };
  const forged: Record<string, string>[] = [
    { cookie },
    { cookie, 'x-csrf-token': 'guess' },
    { cookie, 'x-csrf-token': hospital.session(people.issuer).csrf, origin: 'http://evil.example' },
    { cookie, 'x-csrf-token': hospital.session(people.revoker).csrf },
  ];
  for (const headers of forged) {
    assert.equal(code(await hospital.post(`/api/cases/${id}/dismiss`, body, undefined, headers)), 'CSRF_FAILED');
  }
  assert.equal((await detail(id)).state, 'ready');
});

test('idleness ends a session; a page that refreshes itself does not keep it', async () => {
  const { cookie } = hospital.session(people.revoker);
  const look = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${hospital.url}/api/session`, { headers: { cookie, ...headers } });
  try {
    offset += 10 * 60_000;
    assert.equal((await look({ 'x-background': '1' })).status, 200);
    offset += 6 * 60_000;
    const late = await look({});
    assert.equal(late.status, 401);
    assert.equal(((await late.json()) as { error: { code: string } }).error.code, 'SESSION_EXPIRED');
  } finally {
    offset = 0;
  }
});

test('a case is one page: record, decision and why, time line, actions', async () => {
  const { id, of } = await ready();
  const page = await detail(id);
  assert.equal(page.status, 'ready');
  assert.deepEqual(page.why, { code: 'POSITIVE_FINAL', sentence: 'The laboratory reports a final positive result.' });
  assert.deepEqual((page.patient as { identifiers: unknown }).identifiers, [
    { value: `P-${of}`, authority: '2.999.2' },
  ]);
  assert.deepEqual(
    (page.timeline as { what: string }[]).map(({ what }) => what),
    ['onset', 'collected', 'received', 'analysed', 'resulted', 'sent', 'arrived'],
  );
  const [record] = page.records as { raw: string }[];
  assert.match(record?.raw ?? '', /^MSH\|/);
  assert.deepEqual(page.actions, ['confirm', 'dismiss']);
  assert.ok((page.decisions as { action: string }[]).some(({ action }) => action === 'authorise'));
});

test('confirming: what is asked for explicitly, the code once, and what reaches the ledger', async () => {
  const { id } = await ready();
  const bad: [object, string, string][] = [
    [{ onset: undefined }, 'BAD_REQUEST', 'onset'],
    [{ certainty: 'SURE' }, 'BAD_REQUEST', 'certainty'],
    [{ extra: 1 }, 'BAD_REQUEST', ''],
    [{ onset: '2026-02-30' }, 'ONSET_INVALID', 'onset'],
    [{ onset: '1999-01-01' }, 'ONSET_INVALID', 'onset'],
  ];
  for (const [changes, expected, field] of bad) {
    const { body } = await confirm(id, changes);
    assert.equal((body.error as { code: string }).code, expected);
    assert.equal((body.error as { field?: string }).field ?? '', field);
  }
  const issued = await confirm(id);
  assert.equal(issued.status, 200);
  const shown = issued.body as {
    code: string;
    link: string;
    textMessage: string;
    authorisation: { id: string; status: string };
  };
  assert.equal(codeFromFragment(new URL(shown.link).hash), shown.code);
  assert.doesNotMatch(shown.textMessage, /covid|positive|test|diagnos|infect/i);
  assert.equal(shown.authorisation.status, 'unclaimed');
  const sent = hospital.ledger.submitted.at(-1);
  assert.equal(sent?.name, 'diagnoses:authorise');
  const argument = sent?.argument as Record<string, unknown>;
  assert.deepEqual(Object.keys(argument).toSorted(), ['expires', 'id', 'publicKey', 'recordCommitment']);
  const secret = sent?.private as { onset: number; reportType: string; test: string };
  assert.equal(secret.onset, Math.floor(Date.parse(`${onset()}T00:00:00Z`) / 86_400_000));
  assert.equal(secret.reportType, 'CONFIRMED_TEST');
  assert.equal(secret.test, 'covid-19');
  assert.equal(code(await confirm(id)), 'CASE_STATE');
  const again = await hospital.post(`/api/cases/${id}/code`, {}, people.issuer);
  assert.equal((again.body as { code: string }).code, shown.code);
  const origin = await hospital.get(`/api/authorisations/${shown.authorisation.id}`, people.auditor);
  assert.equal(origin.body.commitmentHolds, true);
  assert.equal(origin.body.caseId, id);
});

test('the code is nowhere in the store in clear, and gone once it is claimed or has expired', async () => {
  const { id } = await ready();
  const { code: issued, authorisation } = (await confirm(id)).body as { code: string; authorisation: { id: string } };
  for (const table of ['authorisations', 'outbox', 'cases', 'audit', 'sessions']) {
    const dump = JSON.stringify(hospital.store.db.all(`SELECT * FROM ${table}`), (_key, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    assert.equal(dump.includes(issued), false, table);
  }
  hospital.store.authorisations.markPublished(authorisation.id, { block: 5, at: 1 });
  assert.equal(code(await hospital.post(`/api/cases/${id}/code`, {}, people.issuer)), 'CODE_GONE');
  assert.equal((await detail(id)).status, 'published');
  assert.equal(code(await hospital.post(`/api/cases/${id}/issue-again`, {}, people.issuer)), 'CODE_USED');
  const other = await ready();
  await confirm(other.id);
  try {
    offset += 86_400_000 + 1000;
    assert.equal(hospital.store.authorisations.forgetExpired(Math.floor(now() / 1000)) > 0, true);
  } finally {
    offset = 0;
  }
  assert.equal(code(await hospital.post(`/api/cases/${other.id}/code`, {}, people.issuer)), 'CODE_GONE');
});

test('issuing again supersedes in one transaction', async () => {
  const { id } = await ready();
  const first = (await confirm(id)).body as { authorisation: { id: string }; code: string };
  const second = (await hospital.post(`/api/cases/${id}/issue-again`, {}, people.issuer)).body as typeof first;
  assert.notEqual(second.code, first.code);
  const sent = hospital.ledger.submitted.at(-1);
  assert.equal((sent?.argument as { supersedes?: string } | undefined)?.supersedes, first.authorisation.id);
  assert.equal(((await detail(id)).earlier as unknown[]).length, 1);
});

test('revoking needs a reason, reaches the ledger without its words, and is final', async () => {
  const { id } = await ready();
  await confirm(id);
  assert.equal(code(await hospital.post(`/api/cases/${id}/revoke`, { reason: ' ' }, people.issuer)), 'BAD_REQUEST');
  const reason = 'specimens mixed up on ward 3';
  assert.equal((await hospital.post(`/api/cases/${id}/revoke`, { reason }, people.issuer)).status, 200);
  await until(() => hospital.ledger.submitted.at(-1)?.name === 'diagnoses:revoke');
  assert.equal((hospital.ledger.submitted.at(-1)?.private as { reason: string } | undefined)?.reason, 'CLINICIAN');
  assert.equal((await detail(id)).revokeReason, reason);
  assert.equal(code(await hospital.post(`/api/cases/${id}/revoke`, { reason }, people.issuer)), 'CASE_STATE');
});

test('the laboratory’s correction and its entered-in-error revoke without anybody’s hand', async () => {
  for (const name of ['oru-corrected.hl7', 'oru-entered-in-error.hl7']) {
    const { id, of } = await ready();
    await confirm(id);
    const before = hospital.ledger.submitted.length;
    await send(name, of);
    await until(() => hospital.ledger.submitted.length > before);
    assert.equal(hospital.ledger.submitted.at(-1)?.name, 'diagnoses:revoke');
    assert.equal((await detail(id)).state, 'revoked');
  }
});

test('a correction that overtakes its original holds the original', async () => {
  const of = await send('oru-corrected.hl7');
  await send('oru-positive.hl7', of);
  const [item] = await list('held');
  assert.equal(item?.why.code, 'WITHDRAWN_BEFORE');
});

test('a repeated positive does not reopen a case that was withdrawn', async () => {
  const { id, of } = await ready();
  await send('oru-entered-in-error.hl7', of);
  await send('oru-positive.hl7', of);
  const page = await detail(id);
  assert.equal(page.state, 'revoked');
  assert.equal((page.decisions as { reason: { code: string } }[]).at(-1)?.reason.code, 'DUPLICATE');
});

test('what needs somebody: codes that nobody has claimed only when they are about to expire', async () => {
  const { id } = await ready();
  await confirm(id);
  const needed = async (): Promise<boolean> => (await list('needs-me')).some((item) => item.id === id);
  assert.equal(await needed(), false);
  hospital.store.db.run('UPDATE authorisations SET expires=? WHERE case_id=?', Math.floor(now() / 1000) + 3600, id);
  assert.equal(await needed(), true);
});

test('a page that refreshes itself is one look, and hides no first one', async () => {
  const { id } = await ready();
  const { cookie } = hospital.session(people.issuer);
  for (let times = 0; times < 3; times += 1) {
    await fetch(`${hospital.url}/api/cases/${id}`, { headers: { cookie, 'x-background': '1' } });
  }
  const looks = (): number =>
    hospital.store.audit.list({ caseId: id, limit: 50 }).filter(({ act }) => act === 'look').length;
  assert.equal(looks(), 1);
  await detail(id);
  assert.equal(looks(), 2);
});

test('a later negative that is no correction puts a case in doubt: held when ready, shown when confirmed', async () => {
  const { id, of } = await ready();
  await confirm(id);
  const contradict = async (about: number): Promise<void> => {
    const text = redate(fixture('oru-negative.hl7').toString(), now())
      .replaceAll('TST-000417', `P-${about}`)
      .replaceAll('ACC-5002', `ACC-${about}-1`);
    await sendMessages({ host: '127.0.0.1', port: hospital.adapter.mllpPort }, [text]);
  };
  await contradict(of);
  const confirmed = await detail(id);
  assert.equal(confirmed.state, 'confirmed');
  assert.equal((confirmed.why as { code: string }).code, 'CONTRADICTS_CASE');
  const other = await ready();
  await contradict(other.of);
  assert.equal((await detail(other.id)).state, 'held');
});

test('the same result in another message is no second case', async () => {
  const { of } = await ready();
  const before = (await list('ready')).length;
  await send('oru-positive.hl7', of);
  assert.equal((await list('ready')).length, before);
});

test('a specimen outside the infectious window is held with that reason, and confirming it needs the clinician’s', async () => {
  const text = redate(fixture('oru-positive.hl7').toString(), now() - 20 * 86_400_000)
    .replaceAll('TST-000417', 'P-old')
    .replaceAll('ACC-500', 'OLD-');
  await sendMessages({ host: '127.0.0.1', port: hospital.adapter.mllpPort }, [text]);
  const [item] = await list('held');
  assert.equal(item?.why.code, 'OUTSIDE_WINDOW');
  const refused = await confirm(item?.id ?? '');
  assert.equal(code(refused), 'REASON_REQUIRED');
  assert.equal((await confirm(item?.id ?? '', { reason: 'still contagious, see chart' })).status, 200);
});

test('a case entered by hand: certainty, specimen date, onset and reason', async () => {
  const good = {
    condition: 'covid-19',
    certainty: 'CLINICAL_DIAGNOSIS',
    specimenDate: null,
    onset: onset(),
    reason: 'seen at the door',
  };
  const wrong: [object, string][] = [
    [{ condition: 'plague' }, 'CONDITION_UNKNOWN'],
    [{ certainty: 'CONFIRMED_TEST' }, 'SPECIMEN_DATE_INVALID'],
    [{ specimenDate: '2020-01-01' }, 'OUTSIDE_WINDOW'],
    [{ specimenDate: '2999-01-01' }, 'SPECIMEN_DATE_INVALID'],
    [{ reason: '' }, 'BAD_REQUEST'],
  ];
  for (const [changes, expected] of wrong) {
    assert.equal(code(await hospital.post('/api/cases', { ...good, ...changes }, people.issuer)), expected);
  }
  const { status, body } = await hospital.post('/api/cases', { ...good, patient: { family: 'Hand' } }, people.issuer);
  assert.equal(status, 200);
  const page = await detail(body.caseId as string);
  assert.equal(page.origin, 'hand');
  assert.equal(page.status, 'unclaimed');
  assert.equal(
    (hospital.ledger.submitted.at(-1)?.private as { reportType: string } | undefined)?.reportType,
    'CLINICAL_DIAGNOSIS',
  );
});

test('the ledger down: the code is issued, failed after its attempts, and sent again by a person', async () => {
  const { id } = await ready();
  hospital.ledger.failWith = new TallystickError('LEDGER_UNAVAILABLE');
  const issued = (await confirm(id)).body as { authorisation: { status: string; error?: { code: string } } };
  assert.equal(issued.authorisation.status, 'failed');
  assert.equal(issued.authorisation.error?.code, 'LEDGER_UNAVAILABLE');
  assert.equal(
    (await list('failed')).some((item) => item.id === id),
    true,
  );
  assert.equal(code(await hospital.post(`/api/cases/${id}/issue-again`, {}, people.issuer)), 'STILL_SENDING');
  hospital.ledger.failWith = undefined;
  assert.equal((await hospital.post(`/api/cases/${id}/send-again`, {}, people.issuer)).status, 200);
  await until(async () => (await detail(id)).status === 'unclaimed');
  assert.equal(code(await hospital.post(`/api/cases/${id}/send-again`, {}, people.issuer)), 'NOTHING_TO_SEND');
});

test('what the ledger refused for good is issued anew, with nothing to supersede', async () => {
  const { id } = await ready();
  hospital.ledger.failWith = new TallystickError('EXPIRY_INVALID');
  assert.equal(((await confirm(id)).body as { authorisation: { status: string } }).authorisation.status, 'failed');
  hospital.ledger.failWith = undefined;
  assert.equal((await hospital.post(`/api/cases/${id}/issue-again`, {}, people.issuer)).status, 200);
  assert.equal(Object.hasOwn(hospital.ledger.submitted.at(-1)?.argument ?? {}, 'supersedes'), false);
  assert.equal((await detail(id)).status, 'unclaimed');
});

test('messages that could not be taken are kept for a person to see, and noted as seen', async () => {
  await sendMessages({ host: '127.0.0.1', port: hospital.adapter.mllpPort }, ['not hl7 at all']);
  const refused = (await hospital.get('/api/inbox', people.issuer)).body.items as {
    id: number;
    reason: { code: string };
  }[];
  assert.equal(refused[0]?.reason.code, 'NOT_HL7');
  const one = await hospital.get(`/api/inbox/${refused[0]?.id}`, people.issuer);
  assert.equal(one.body.raw, 'not hl7 at all');
  const counted = async (): Promise<number> =>
    ((await hospital.get('/api/worklist', people.issuer)).body.counts as { refused: number }).refused;
  const before = await counted();
  assert.equal((await hospital.post(`/api/inbox/${refused[0]?.id}/seen`, {}, people.issuer)).status, 200);
  assert.equal(await counted(), before - 1);
  await send('oru-antibody.hl7');
  const [ignored] = await list('ignored');
  assert.equal(ignored?.why.code, 'ANTIBODY_TEST');
  assert.equal(ignored?.kind, 'message');
});

test('every look and every act stands in the trail, which nobody can alter', async () => {
  const { id } = await ready();
  await detail(id);
  await confirm(id);
  const trail = (await hospital.get(`/api/audit?caseId=${id}`, people.auditor)).body.items as {
    act: string;
    name: string;
  }[];
  assert.deepEqual(trail.map(({ act }) => act).toReversed(), ['decided', 'look', 'confirm']);
  assert.throws(() => hospital.store.db.run("UPDATE audit SET name='nobody'"), /append-only/);
  assert.throws(() => hospital.store.db.run('DELETE FROM audit'), /append-only/);
});

test('no line of the log holds a patient, a code or an identifier', () => {
  const all = hospital.log.join('');
  for (const secret of [
    'Beispiel',
    'P-1',
    'ACC-',
    'Issuer',
    'ward 3',
    ...hospital.store.db.all('SELECT id FROM authorisations').map((row) => String(row.id)),
  ]) {
    assert.equal(all.includes(secret), false, secret);
  }
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, 'not in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
