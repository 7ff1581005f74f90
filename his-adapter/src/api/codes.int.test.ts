import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { codeFromFragment, TallystickError } from '@tallystick/protocol';
import { people } from '../testing/hospital.ts';
import { codeOf, startWard, until } from '../testing/ward.ts';

// From confirming to code, issuing again, revoking and failing: over HTTP against a running adapter.
const ward = await startWard();
after(() => ward.hospital.stop());
const { hospital, clock, now, list, ready, detail, onset, confirm } = ward;

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
  assert.equal(codeOf(await confirm(id)), 'CASE_STATE');
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
  assert.equal(codeOf(await hospital.post(`/api/cases/${id}/code`, {}, people.issuer)), 'CODE_GONE');
  assert.equal((await detail(id)).status, 'published');
  assert.equal(codeOf(await hospital.post(`/api/cases/${id}/issue-again`, {}, people.issuer)), 'CODE_USED');
  const other = await ready();
  await confirm(other.id);
  try {
    clock.offset += 86_400_000 + 1000;
    assert.equal(hospital.store.authorisations.forgetExpired(Math.floor(now() / 1000)) > 0, true);
  } finally {
    clock.offset = 0;
  }
  assert.equal(codeOf(await hospital.post(`/api/cases/${other.id}/code`, {}, people.issuer)), 'CODE_GONE');
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
  assert.equal(codeOf(await hospital.post(`/api/cases/${id}/revoke`, { reason: ' ' }, people.issuer)), 'BAD_REQUEST');
  const reason = 'specimens mixed up on ward 3';
  assert.equal((await hospital.post(`/api/cases/${id}/revoke`, { reason }, people.issuer)).status, 200);
  await until(() => hospital.ledger.submitted.at(-1)?.name === 'diagnoses:revoke');
  assert.equal((hospital.ledger.submitted.at(-1)?.private as { reason: string } | undefined)?.reason, 'CLINICIAN');
  assert.equal((await detail(id)).revokeReason, reason);
  assert.equal(codeOf(await hospital.post(`/api/cases/${id}/revoke`, { reason }, people.issuer)), 'CASE_STATE');
});

test('what needs somebody: codes that nobody has claimed only when they are about to expire', async () => {
  const { id } = await ready();
  await confirm(id);
  const needed = async (): Promise<boolean> => (await list('needs-me')).some((item) => item.id === id);
  assert.equal(await needed(), false);
  hospital.store.db.run('UPDATE authorisations SET expires=? WHERE case_id=?', Math.floor(now() / 1000) + 3600, id);
  assert.equal(await needed(), true);
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
    assert.equal(codeOf(await hospital.post('/api/cases', { ...good, ...changes }, people.issuer)), expected);
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

test('the ledger down: the code is issued, being sent, and sent by itself once the ledger is back', async () => {
  const { id } = await ready();
  hospital.ledger.failWith = new TallystickError('LEDGER_UNAVAILABLE');
  const issued = (await confirm(id)).body as { authorisation: { status: string } };
  assert.equal(issued.authorisation.status, 'sending');
  hospital.ledger.failWith = undefined;
  await until(async () => (await detail(id)).status === 'unclaimed');
});

test('what is never taken: the code is issued, failed after its attempts, and sent again by a person', async () => {
  const { id } = await ready();
  hospital.ledger.failWith = new TallystickError('INTERNAL');
  const issued = (await confirm(id)).body as { authorisation: { status: string; error?: { code: string } } };
  assert.equal(issued.authorisation.status, 'failed');
  assert.equal(issued.authorisation.error?.code, 'INTERNAL');
  assert.equal(
    (await list('failed')).some((item) => item.id === id),
    true,
  );
  assert.equal(codeOf(await hospital.post(`/api/cases/${id}/issue-again`, {}, people.issuer)), 'STILL_SENDING');
  hospital.ledger.failWith = undefined;
  assert.equal((await hospital.post(`/api/cases/${id}/send-again`, {}, people.issuer)).status, 200);
  await until(async () => (await detail(id)).status === 'unclaimed');
  assert.equal(codeOf(await hospital.post(`/api/cases/${id}/send-again`, {}, people.issuer)), 'NOTHING_TO_SEND');
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
