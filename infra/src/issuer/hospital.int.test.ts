import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { redate, sendMessages } from '@tallystick/his-adapter';
import { openLedger } from '@tallystick/ledger';
import { organisations, recordKey } from '@tallystick/protocol';
import { repositoryRoot } from '../dev/options.ts';
import { Service } from '../dev/service.ts';
import { bootstrapPolicies, type RunningNetwork, startNetwork } from '../network/index.ts';
import { developmentAccounts } from './accounts.ts';
import { signInAs, type TestBrowser, testBrowser } from './browser.ts';
import { type RunningIssuer, startIssuer } from './issuer.ts';

// The hospital as one: adapter as a process of its own, development issuer, and the real ledger client on localnet with
// the contract. Tests run in order, as a clinician's day does.
const folder = mkdtempSync(join(tmpdir(), 'tallystick-hospital-'));
const [issuerClinician, revokerOnly, auditorOnly, stranger] = developmentAccounts as unknown as [
  (typeof developmentAccounts)[number],
  (typeof developmentAccounts)[number],
  (typeof developmentAccounts)[number],
  (typeof developmentAccounts)[number],
];
let network: RunningNetwork;
let issuer: RunningIssuer;
let adapter: Service;
let origin: string;
let mllpPort: number;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}

before(async () => {
  network = await startNetwork({ dataDir: folder });
  await bootstrapPolicies(network.target, {
    exportKey: { keyId: 'test', publicKey: `04${'ab'.repeat(64)}` },
    channel: { retentionSeconds: 1, alignToDay: false },
  });
  const port = await freePort();
  mllpPort = await freePort();
  origin = `http://127.0.0.1:${port}`;
  issuer = await startIssuer(0, origin);
  adapter = new Service(
    {
      name: 'his-adapter',
      args: [join(repositoryRoot, 'his-adapter', 'src', 'main.ts')],
      cwd: repositoryRoot,
      env: {
        PORT: String(port),
        MLLP_PORT: String(mllpPort),
        DATA_DIR: join(folder, 'his-adapter'),
        LEDGER_TARGET: network.targetFile,
        ISSUER_URL: issuer.url,
        HIS_ORIGIN: origin,
        PHONE_ORIGIN: 'http://localhost:3000',
        PURGE_SECONDS: '1',
      },
      readyUrl: `${origin}/readyz`,
    },
    join(folder, 'logs'),
    () => undefined,
  );
  await adapter.start();
});

after(async () => {
  await adapter?.stop();
  await issuer?.stop();
  await network?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function fixture(name: string): string {
  return redate(readFileSync(join(repositoryRoot, 'his-adapter', 'fixtures', name), 'utf8'), Date.now());
}

/** A signed-in person at the API. */
class Clinician {
  readonly browser: TestBrowser = testBrowser();
  csrf = '';

  async signIn(account: { username: string; password: string }, returnTo = '/'): Promise<string> {
    const end = await signInAs(this.browser, origin, account, returnTo);
    const session = await this.get('/api/session');
    this.csrf = (session.body as { csrfToken?: string }).csrfToken ?? '';
    return end;
  }

  async get(path: string): Promise<{ status: number; body: unknown }> {
    const response = await this.browser.fetch(`${origin}${path}`);
    return { status: response.status, body: await response.json() };
  }

  async post(path: string, body: unknown): Promise<{ status: number; body: unknown }> {
    const headers = { 'content-type': 'application/json', 'x-csrf-token': this.csrf, origin };
    const response = await this.browser.fetch(`${origin}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }
}

type Detail = { status: string; actions: string[]; authorisation?: { id: string; status: string }; ledger: unknown[] };
type Worklist = { counts: Record<string, number>; items: { id: string; status: string }[] };
const clinician = new Clinician();
let caseId: string;
let authorisation: string;

/** Reads until a condition holds, with a deadline. */
async function until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > deadline) assert.fail(`not in time: ${JSON.stringify(value).slice(0, 500)}`);
    await sleep(50);
  }
}

test('without a session nothing is told', async () => {
  const { status, body } = await new Clinician().get('/api/worklist');
  assert.equal(status, 401);
  assert.equal((body as { error: { code: string } }).error.code, 'SESSION_MISSING');
});

test('a clinician signs in by code flow with PKCE and comes back to the same place', async () => {
  assert.equal(await clinician.signIn(issuerClinician, '/cases/x'), `${origin}/cases/x`);
  assert.deepEqual(clinician.browser.cookieNames(`${origin}/api/worklist`).includes('his_session'), true);
  assert.equal(clinician.browser.cookieNames(`${origin}/`).includes('his_session'), false);
  assert.notEqual(clinician.csrf, '');
});

test('a wrong password opens nothing', async () => {
  const other = new Clinician();
  await other.signIn({ username: issuerClinician.username, password: 'wrong' });
  assert.equal((await other.get('/api/session')).status, 401);
});

test('two tabs may sign in at once, and another browser cannot end a sign-in that it did not begin', async () => {
  const person = testBrowser();
  const begin = async (): Promise<string> => {
    const form = await person.follow(`${origin}/api/auth/login`);
    return new URL(/action="([^"]+)"/.exec(await form.response.text())?.[1] ?? '', form.url).href;
  };
  const actions = [await begin(), await begin()];
  const { username, password } = issuerClinician;
  for (const action of actions) {
    const body = new URLSearchParams({ username, password });
    const end = await person.follow(action, { method: 'POST', body });
    assert.equal(end.url, `${origin}/`);
  }
  const other = await testBrowser().follow(`${origin}/api/auth/callback?code=x&state=${'s'.repeat(43)}`);
  assert.match(other.url, /error=SIGN_IN_FAILED/);
});

test('a laboratory message opens a case that is ready', async () => {
  const [answer = ''] = await sendMessages({ host: '127.0.0.1', port: mllpPort }, [fixture('oru-positive.hl7')]);
  assert.match(answer, /\rMSA\|AA\|NL-0001\r/);
  const list = (await clinician.get('/api/worklist?filter=ready')).body as Worklist;
  assert.equal(list.counts.ready, 1);
  caseId = list.items[0]?.id ?? '';
});

test('confirming issues a code, and the authorisation stands on the ledger under Health', async () => {
  const { status, body } = await clinician.post(`/api/cases/${caseId}/confirm`, {
    certainty: 'CONFIRMED_TEST',
    onset: new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10),
  });
  assert.equal(status, 200, JSON.stringify(body));
  const issued = body as { code: string; authorisation: { id: string; status: string } };
  assert.match(issued.code, /^[0-9A-HJKMNP-TV-Z]{16}$/);
  assert.equal(issued.authorisation.status, 'unclaimed');
  authorisation = issued.authorisation.id;
  const ledger = await openLedger({ target: network.target, organisation: organisations.authority, user: 'api' });
  try {
    const record = await ledger.evaluate(recordKey.authorisation(authorisation));
    assert.equal(record?.type, 'authorisation');
    assert.equal(record?.type === 'authorisation' && record.facility, 'general-hospital');
  } finally {
    await ledger.close();
  }
});

test('issuing again replaces the code in one transaction', async () => {
  const { status, body } = await clinician.post(`/api/cases/${caseId}/issue-again`, {});
  assert.equal(status, 200, JSON.stringify(body));
  const ledger = await openLedger({ target: network.target, organisation: organisations.authority, user: 'api' });
  try {
    const record = await ledger.evaluate(recordKey.revocation(authorisation));
    assert.equal(record?.type, 'revocation');
  } finally {
    await ledger.close();
  }
  authorisation = (body as { authorisation: { id: string } }).authorisation.id;
});

test('the laboratory’s correction revokes the case on the ledger, with no person asked', async () => {
  await sendMessages({ host: '127.0.0.1', port: mllpPort }, [fixture('oru-corrected.hl7')]);
  const read = async (): Promise<Detail> => (await clinician.get(`/api/cases/${caseId}`)).body as Detail;
  await until(read, (detail) => detail.ledger.some((step) => (step as { step: string }).step === 'revoked'));
  const ledger = await openLedger({ target: network.target, organisation: organisations.authority, user: 'api' });
  try {
    assert.equal((await ledger.evaluate(recordKey.revocation(authorisation)))?.type, 'revocation');
  } finally {
    await ledger.close();
  }
});

test('what falls due is purged: the details of the authorisation leave the ledger', async () => {
  const ledger = await openLedger({ target: network.target, organisation: organisations.authority, user: 'api' });
  const stop = new AbortController();
  const purged = new Set<string>();
  const timer = setTimeout(() => stop.abort(), 20_000);
  try {
    for await (const block of ledger.blocks(0, { signal: stop.signal })) {
      for (const { purges } of block.transactions)
        for (const { names } of purges) for (const name of names) purged.add(name);
      if (purged.has(`authorisation/${authorisation}`) && purged.has(`revocation/${authorisation}`)) break;
    }
  } finally {
    clearTimeout(timer);
    await ledger.close();
  }
  assert.ok(purged.has(`authorisation/${authorisation}`));
  assert.ok(purged.has(`revocation/${authorisation}`));
});

test('a wrong role and another hospital are refused', async () => {
  const revoker = new Clinician();
  await revoker.signIn(revokerOnly);
  const refused = await revoker.post('/api/cases', {
    condition: 'covid-19',
    certainty: 'CLINICAL_DIAGNOSIS',
    specimenDate: null,
    onset: null,
    reason: 'seen on the ward',
  });
  assert.equal((refused.body as { error: { code: string } }).error.code, 'ROLE_MISSING');
  const other = new Clinician();
  await other.signIn(stranger);
  const elsewhere = await other.get('/api/worklist');
  assert.equal(elsewhere.status, 403);
  assert.equal((elsewhere.body as { error: { code: string } }).error.code, 'OTHER_FACILITY');
  const auditor = new Clinician();
  await auditor.signIn(auditorOnly);
  const trail = (await auditor.get(`/api/audit?caseId=${caseId}`)).body as { items: { act: string }[] };
  const acts = new Set(trail.items.map(({ act }) => act));
  for (const act of ['decided', 'confirm', 'issue-again', 'withdrawn-by-laboratory', 'look'])
    assert.ok(acts.has(act), act);
});

test('signing out ends the session', async () => {
  assert.equal((await clinician.post('/api/auth/logout', {})).status, 200);
  assert.equal((await clinician.get('/api/session')).status, 401);
});

test('no log of the adapter holds patient, code or key', () => {
  const log = readFileSync(adapter.logFile, 'utf8');
  assert.match(log, /"event":"message-decided"/);
  for (const secret of ['Beispiel', 'TST-000417', 'ACC-5001', 'NL-0001', authorisation]) {
    assert.equal(log.includes(secret), false);
  }
});
