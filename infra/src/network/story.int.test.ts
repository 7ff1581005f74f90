import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Ledger, LedgerBlock, PrivateWrite, Submission } from '@tallystick/ledger';
import { type LedgerRecord, organisations, recordKey, type TallystickError } from '@tallystick/protocol';
import { anchor, answers, exportRecord, now, type Patient, patient } from './testing/requests.ts';
import {
  exportKeyId,
  followUntil,
  type TemporaryNetwork,
  temporaryNetwork,
  until,
} from './testing/temporary-network.ts';

const { health, authority, auditor } = organisations;
const retentionSeconds = 2;

let network: TemporaryNetwork;
let api: Ledger;
let adapter: Ledger;
let witness: Ledger;
let alice: Patient;

before(async () => {
  network = await temporaryNetwork({ retentionSeconds, alignToDay: false });
  api = await network.open(authority, 'api');
  adapter = await network.open(health, 'adapter');
  witness = await network.open(auditor, 'auditor');
  alice = await patient();
});
after(() => network.stop());

const code = (expected: string) => (error: TallystickError) => error.code === expected;

function privateOf(blocks: readonly LedgerBlock[], key: string): PrivateWrite | undefined {
  const writes = blocks.flatMap(({ transactions }) => transactions.flatMap(({ privateWrites }) => privateWrites));
  return writes.find((write) => write.key === key);
}

test('every transaction end to end, and a retry is answered with the first receipt', async () => {
  const commitments = anchor();
  const anchored = await api.submit(commitments);
  assert.equal(anchored.record?.type, 'anchor');
  // A retry from elsewhere has another salt: the effect is the first one all the same.
  const retry = { ...commitments, private: { ...commitments.private, salt: 'ab'.repeat(32) } };
  assert.deepEqual(await api.submit(retry), anchored);

  const authorised = await adapter.submit(alice.authorise);
  assert.deepEqual(await adapter.submit(alice.authorise), authorised);
  const published = await api.submit(alice.publish);
  assert.deepEqual(await api.submit(alice.publish), published);
  assert.ok(published.block > authorised.block && authorised.block > anchored.block);

  const record = exportRecord({
    sequence: 1,
    previous: null,
    firstBlock: 0,
    lastBlock: published.block,
    keyId: exportKeyId,
  });
  const exported = await api.submit(record);
  assert.deepEqual(await api.submit(record), exported);
  const other = { ...record, argument: { ...record.argument, sha256: '00'.repeat(32) } };
  await assert.rejects(api.submit(other), code('EXPORT_SUPERSEDED'));

  const batch = answers([1, 0, 1]);
  const answered = await api.submit(batch);
  assert.equal(answered.record?.type === 'answers' && answered.record.sum, 2);
  assert.deepEqual(await api.submit(batch), answered);

  const revoked = await adapter.submit(alice.revoke);
  assert.deepEqual(await api.evaluate(recordKey.revocation(alice.id)), revoked.record);
  assert.equal(await witness.evaluate(recordKey.publication('00'.repeat(16))), undefined);
});

test('the contract’s refusals keep their codes', async () => {
  await assert.rejects(api.submit(alice.authorise), code('ACCESS_DENIED'));
  const unknown = await patient();
  await assert.rejects(api.submit(unknown.publish), code('CODE_UNKNOWN'));
  await assert.rejects(
    api.submit({ name: 'purge:purge', argument: { collection: 'keys', names: [`anchor/${'00'.repeat(32)}`] } }),
    code('BAD_REQUEST'),
  );
  const short = { ...anchor(), argument: { root: 'abcd', count: 1 } };
  await assert.rejects(api.submit(short), (error: TallystickError) => {
    return error.code === 'BAD_REQUEST' && error.field === 'argument.root';
  });
});

test('each organisation follows the blocks with the private values that are its to see', async () => {
  const key = recordKey.publication(alice.id);
  const isRevoked = (block: LedgerBlock): boolean => block.transactions.some(({ name }) => name === 'diagnoses:revoke');
  const [ofAuthority, ofAuditor, ofHealth] = await Promise.all(
    [api, witness, adapter].map((ledger) => followUntil(ledger, 0, isRevoked)),
  );
  assert.deepEqual(
    ofAuthority!.map(({ number }) => number),
    ofAuthority!.map((_, index) => index),
  );
  const seen = privateOf(ofAuthority!, key);
  assert.ok(seen !== undefined && 'text' in seen.value);
  assert.ok(seen.value.text.includes(alice.publish.private.keys));
  assert.deepEqual(privateOf(ofAuditor!, key), seen);
  assert.deepEqual(privateOf(ofHealth!, key)?.value, { absent: 'not-a-member' });
  const details = privateOf(ofHealth!, recordKey.authorisation(alice.id));
  assert.ok(details !== undefined && 'text' in details.value);

  const transactions = ofAuditor!.flatMap((block) => block.transactions);
  const publication = transactions.find(({ name }) => name === 'diagnoses:publish');
  assert.deepEqual(publication?.creator, { mspId: authority, role: 'api' });
  assert.deepEqual([...publication.endorsers].sort(), [auditor, authority].sort());
  const authorisation = transactions.find(({ name }) => name === 'diagnoses:authorise');
  assert.ok(authorisation?.endorsers.includes(health));
});

test('what is purged is named to followers, and one that starts later is told so instead of being stopped', async () => {
  const key = recordKey.publication(alice.id);
  const purge: Submission<'purge:purge'> = { name: 'purge:purge', argument: { collection: 'keys', names: [key] } };
  const record = (await api.evaluate(key)) as LedgerRecord & { purgeAfter: number };
  await until(() => now() > record.purgeAfter, 'the retention is over');
  const purged = await api.submit(purge);
  assert.equal(purged.record, undefined);
  const isPurge = ({ number }: LedgerBlock): boolean => number === purged.block;
  for (const ledger of [api, witness]) {
    const blocks = await followUntil(ledger, 0, isPurge);
    assert.deepEqual(privateOf(blocks, key)?.value, { absent: 'purged' });
    assert.deepEqual(blocks.at(-1)?.transactions[0]?.purges, [purge.argument]);
    // What was not purged is still there.
    const answersWrite = blocks
      .flatMap((b) => b.transactions.flatMap((t) => t.privateWrites))
      .find((w) => w.key?.startsWith('answers/'));
    assert.ok(answersWrite !== undefined && 'text' in answersWrite.value);
  }
});
