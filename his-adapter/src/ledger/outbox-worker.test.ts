import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { canonicalJson, TallystickError } from '@tallystick/protocol';
import { openStore, type Store } from '../store/store.ts';
import { memoryLedger } from '../testing/hospital.ts';
import { startOutbox } from './outbox-worker.ts';

// The ledger here is a few lines that remember or fail: what is tested is the worker. The real client on the embedded
// network is exercised beside the development issuer.
const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function storeWith(ids: readonly string[]): Store {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-outbox-'));
  folders.push(folder);
  const store = openStore(folder);
  for (const id of ids) put(store, 'authorise', id);
  return store;
}

function put(store: Store, kind: 'authorise' | 'revoke', id: string): void {
  const argument =
    kind === 'revoke'
      ? { authorisation: id }
      : { id, publicKey: 'ab'.repeat(32), expires: 2_000_000_000, recordCommitment: 'cd'.repeat(32) };
  const salt = 'ef'.repeat(32);
  const secret =
    kind === 'revoke' ? { salt, reason: 'X' } : { salt, reportType: 'CONFIRMED_TEST', onset: null, test: 'covid-19' };
  store.outbox.put(kind, id, canonicalJson(argument), canonicalJson(secret), 1);
}

const [A, B] = ['aa'.repeat(16), 'bb'.repeat(16)] as const;
const context = { log: () => undefined, now: Date.now };
const settings = { firstDelay: 5, longestDelay: 20, longestDelayAway: 10, attempts: 4 };

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!holds()) {
    assert.ok(Date.now() < deadline, 'not in time');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

test('while the ledger is away an item waits however often it is tried, and is sent in the end, once; its private part is erased', async () => {
  const store = storeWith([A]);
  const ledger = memoryLedger();
  ledger.failWith = new TallystickError('LEDGER_UNAVAILABLE');
  const worker = startOutbox(store, ledger, settings, context);
  await until(() => Number(store.db.get('SELECT attempts FROM outbox')?.attempts) > settings.attempts);
  ledger.failWith = undefined;
  await worker.settled(A, 5000);
  await worker.stop();
  assert.equal(ledger.submitted.length, 1);
  assert.deepEqual(store.db.get('SELECT state, private FROM outbox'), {
    __proto__: null,
    state: 'sent',
    private: null,
  });
  store.close();
});

test('what was ordered and lost is noted by its name, what was never ordered is not', async () => {
  const store = storeWith([A, B]);
  const ledger = memoryLedger();
  ledger.submit = async (submission, options) => {
    if ((submission.argument as { id?: string }).id === A) await options?.ordering?.();
    throw new TallystickError('ACCESS_DENIED');
  };
  const worker = startOutbox(store, ledger, settings, context);
  await until(() => store.outbox.count('dead') === 2);
  await worker.stop();
  assert.deepEqual(
    store.db.all('SELECT name FROM left_overs').map(({ name }) => name),
    [`authorisation/${A}`],
  );
  store.close();
});

test('after its attempts an item waits for a person, and the others go on', async () => {
  const store = storeWith([A, B]);
  const ledger = memoryLedger();
  const submit = ledger.submit.bind(ledger);
  ledger.submit = async (submission) => {
    if ((submission.argument as { id?: string }).id === A) throw new TallystickError('INTERNAL');
    return submit(submission);
  };
  const worker = startOutbox(store, ledger, settings, context);
  await until(() => store.outbox.count('dead') === 1 && store.outbox.count('sent') === 1);
  assert.equal(store.outbox.deadOf(A)?.errorCode, 'INTERNAL');
  assert.equal(store.outbox.deadOf(A)?.attempts, 4);
  ledger.submit = submit;
  assert.equal(store.outbox.sendAgain(A, Date.now()), true);
  worker.wake();
  await until(() => store.outbox.count('sent') === 2);
  await worker.stop();
  store.close();
});

test('what no repetition mends is given up at once', async () => {
  const store = storeWith([A]);
  const ledger = memoryLedger();
  ledger.failWith = new TallystickError('ACCESS_DENIED');
  const worker = startOutbox(store, ledger, settings, context);
  await until(() => store.outbox.count('dead') === 1);
  assert.equal(store.outbox.deadOf(A)?.attempts, 1);
  await worker.stop();
  store.close();
});

test('what waits behind a given-up item is not looked for again and again', async () => {
  const store = storeWith([A]);
  put(store, 'revoke', A);
  const ledger = memoryLedger();
  ledger.failWith = new TallystickError('ACCESS_DENIED');
  const worker = startOutbox(store, ledger, settings, context);
  await until(() => store.outbox.count('dead') === 1);
  assert.equal(store.outbox.due(Date.now()), undefined);
  assert.equal(store.outbox.nextAt(), undefined);
  await worker.stop();
  store.close();
});

test('a revocation never overtakes its authorisation, and one that stands already is done', async () => {
  const store = storeWith([A]);
  put(store, 'revoke', A);
  const ledger = memoryLedger();
  const submit = ledger.submit.bind(ledger);
  const order: string[] = [];
  let failures = 2;
  ledger.submit = async (submission) => {
    order.push(submission.name);
    if (submission.name === 'diagnoses:revoke') throw new TallystickError('ALREADY_REVOKED');
    failures -= 1;
    if (failures >= 0) throw new TallystickError('LEDGER_TIMEOUT');
    return submit(submission);
  };
  const worker = startOutbox(store, ledger, settings, context);
  await until(() => store.outbox.count('sent') === 2);
  await worker.stop();
  assert.deepEqual(order, ['diagnoses:authorise', 'diagnoses:authorise', 'diagnoses:authorise', 'diagnoses:revoke']);
  store.close();
});
