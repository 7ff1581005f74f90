import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { redate } from '../hl7/redate.ts';
import { sendMessages } from '../mllp/client.ts';
import { fixture } from '../testing/paths.ts';
import { codeOf, startWard, until } from '../testing/ward.ts';

// From records to cases: messages by MLLP, cases by the clinician API of a running adapter.
const ward = await startWard();
after(() => ward.hospital.stop());
const { hospital, now, send, list, ready, detail, confirm } = ward;

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
  assert.equal(codeOf(refused), 'REASON_REQUIRED');
  assert.equal((await confirm(item?.id ?? '', { reason: 'still contagious, see chart' })).status, 200);
});
