import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sendMessages } from '../mllp/client.ts';
import { people } from '../testing/hospital.ts';
import { codeOf, startWard } from '../testing/ward.ts';

// Who may do what, and what is kept of it: over HTTP against a running adapter. The clock is the test's.
const ward = await startWard();
after(() => ward.hospital.stop());
const { hospital, clock, send, list, ready, detail, confirm } = ward;

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
      assert.equal(codeOf(answer), 'SESSION_MISSING');
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
    assert.equal(codeOf(answer), expected, who);
  }
  assert.equal(codeOf(await hospital.get('/api/worklist', people.administrator)), 'ROLE_MISSING');
  assert.equal(codeOf(await hospital.get(`/api/cases/${id}`, people.stranger)), 'OTHER_FACILITY');
  assert.equal(codeOf(await hospital.get('/api/audit', people.issuer)), 'ROLE_MISSING');
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
    assert.equal(codeOf(await hospital.post(`/api/cases/${id}/dismiss`, body, undefined, headers)), 'CSRF_FAILED');
  }
  assert.equal((await detail(id)).state, 'ready');
});

test('idleness ends a session; a page that refreshes itself does not keep it', async () => {
  const { cookie } = hospital.session(people.revoker);
  const look = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${hospital.url}/api/session`, { headers: { cookie, ...headers } });
  try {
    clock.offset += 10 * 60_000;
    assert.equal((await look({ 'x-background': '1' })).status, 200);
    clock.offset += 6 * 60_000;
    const late = await look({});
    assert.equal(late.status, 401);
    assert.equal(((await late.json()) as { error: { code: string } }).error.code, 'SESSION_EXPIRED');
  } finally {
    clock.offset = 0;
  }
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
