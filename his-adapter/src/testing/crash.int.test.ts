import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { startAdapter } from '../adapter.ts';
import { sessionsIn } from '../auth/sessions.ts';
import { redate } from '../hl7/redate.ts';
import { takeFrame } from '../intake/take.ts';
import { logTo } from '../log.ts';
import { sendMessages } from '../mllp/client.ts';
import { openStore } from '../store/store.ts';
import { memoryLedger, people, testConfig } from './hospital.ts';
import { fixture } from './paths.ts';

// The adapter as a process that is killed without warning: what was acknowledged is there, what was decided stays so.
const folder = mkdtempSync(join(tmpdir(), 'tallystick-crash-'));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const message = (number: number): string =>
  redate(fixture('oru-positive.hl7').toString(), Date.now())
    .replaceAll('TST-000417', `P-${number}`)
    .replaceAll('ACC-5001', `ACC-${number}`)
    .replace('NL-0001', `M-${number}`);

async function start(dataDir: string): Promise<{ child: ChildProcess; http: number; mllp: number }> {
  const child = fork(join(import.meta.dirname, 'crash-child.ts'), [dataDir]);
  children.push(child);
  const ports = await new Promise<{ http: number; mllp: number }>((resolve, reject) => {
    child.once('message', (given) => resolve(given as { http: number; mllp: number }));
    child.once('exit', () => reject(new Error('the adapter ended before it was ready')));
  });
  return { child, ...ports };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

test('killed while messages pour in: every acknowledged message is stored, none twice, and all are decided', async () => {
  const dataDir = join(folder, 'pouring');
  const acknowledged: string[] = [];
  for (const round of [0, 1, 2]) {
    const { child, mllp } = await start(dataDir);
    const senders = Array.from({ length: 4 }, async (_one, sender) => {
      for (let number = 0; number < 200; number += 1) {
        const id = round * 10_000 + sender * 1000 + number;
        const [answer = ''] = await sendMessages({ host: '127.0.0.1', port: mllp }, [message(id)]).catch(() => ['']);
        if (!/MSA\|AA\|/.test(answer)) return;
        acknowledged.push(`M-${id}`);
      }
    });
    const deadline = Date.now() + 30_000;
    while (acknowledged.length < (round + 1) * 12) {
      assert.ok(Date.now() < deadline, `${acknowledged.length} messages are acknowledged in round ${round}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await kill(child);
    await Promise.all(senders);
  }
  // One more start decides what the kill left undecided.
  await kill((await start(dataDir)).child);
  const store = openStore(dataDir);
  const rows = store.db
    .all('SELECT control_id, state FROM inbox')
    .map((row) => [String(row.control_id), String(row.state)]);
  const stored = new Map(rows as [string, string][]);
  assert.equal(stored.size, rows.length);
  for (const id of acknowledged) assert.equal(stored.get(id), 'decided', id);
  assert.equal(Number(store.db.get('SELECT count(*) AS n FROM cases')?.n), rows.length);
  store.close();
});

test('killed with a code issued and the ledger away: case, code and outbox are there, and it is sent once', async () => {
  const dataDir = join(folder, 'issued');
  const { child, http, mllp } = await start(dataDir);
  await sendMessages({ host: '127.0.0.1', port: mllp }, [message(1)]);
  const store = openStore(dataDir);
  const now = Math.floor(Date.now() / 1000);
  const sessions = sessionsIn(store.db, store.keys, 900);
  const cookie = sessions.open(people.issuer, '', now);
  const session = sessions.touch(cookie, now);
  assert.ok(typeof session !== 'string');
  const id = String(store.db.get('SELECT id FROM cases')?.id);
  const headers = { cookie: `his_session=${cookie}`, 'x-csrf-token': session.csrf, 'content-type': 'application/json' };
  const confirm = { method: 'POST', headers, body: JSON.stringify({ certainty: 'CONFIRMED_TEST', onset: null }) };
  const issued = (await (await fetch(`http://127.0.0.1:${http}/api/cases/${id}/confirm`, confirm)).json()) as {
    code: string;
  };
  assert.ok(issued.code);
  await kill(child);
  store.close();

  const ledger = memoryLedger();
  const adapter = await startAdapter(
    testConfig(dataDir),
    ledger,
    logTo(() => undefined),
  );
  try {
    const deadline = Date.now() + 10_000;
    while (ledger.submitted.length === 0 && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(
      ledger.submitted.map(({ name }) => name),
      ['diagnoses:authorise'],
    );
    const shown = await fetch(`http://127.0.0.1:${adapter.httpPort}/api/cases/${id}/code`, {
      method: 'POST',
      headers,
      body: '{}',
    });
    assert.equal(((await shown.json()) as { code: string }).code, issued.code);
  } finally {
    await adapter.stop();
  }
});

test('a message that was stored and not decided is decided at the next start', async () => {
  const dataDir = join(folder, 'stored');
  const store = openStore(dataDir);
  const { waiting } = takeFrame(store, Buffer.from(message(1)), Date.now());
  assert.equal(waiting.length, 1);
  const adapter = await startAdapter(
    testConfig(dataDir),
    memoryLedger(),
    logTo(() => undefined),
  );
  assert.equal(store.inbox.get(waiting[0] ?? 0)?.state, 'decided');
  await adapter.stop();
  store.close();
});

test('the store is its owner’s alone', () => {
  const mode = (path: string): number => statSync(path).mode & 0o777;
  assert.equal(mode(join(folder, 'stored')), 0o700);
  assert.equal(mode(join(folder, 'stored', 'his-adapter.sqlite')), 0o600);
  assert.equal(mode(join(folder, 'stored', 'adapter.key')), 0o600);
});
