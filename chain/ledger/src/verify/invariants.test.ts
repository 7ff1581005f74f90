import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anchorOf, canonicalJson, type LedgerRecord, ledgerRecord, recordKey } from '@tallystick/protocol';
import type { LedgerTransaction } from '../port.ts';
import { Invariants, type PrivateText } from './invariants.ts';

const txId = (n: number): string => `${n}`.padStart(64, '0');
const hash = (n: number): string => `${n}`.padStart(64, 'e');
const id = 'aa'.repeat(16);

function transaction(
  n: number,
  key: string,
  fields: Record<string, unknown>,
  mspId = 'AuthorityMSP',
): LedgerTransaction {
  const provenance = { activity: 'anchor', organisation: mspId, role: 'api', used: [], generated: [], invalidated: [] };
  const record: LedgerRecord = ledgerRecord.parse({ purgeAfter: 1, ...fields, txId: txId(n), provenance });
  return {
    txId: txId(n),
    index: 0,
    validationCode: 0,
    timestamp: 0,
    creator: { mspId, role: 'api' },
    endorsers: [],
    name: 'x',
    writes: [{ key, record }],
    privateWrites: [],
    purges: [],
  };
}

const nothing: PrivateText = () => undefined;
const exported = (n: number, fields: object = {}): LedgerTransaction =>
  transaction(n, recordKey.export(n), {
    type: 'export',
    sequence: n,
    previous: n === 1 ? null : hash(n - 1),
    windowStart: n,
    windowEnd: n + 1,
    firstBlock: n === 1 ? 0 : n * 10 - 9,
    lastBlock: n * 10,
    sha256: hash(n),
    real: 1,
    padding: 139,
    revised: 0,
    keyId: 'k',
    ...fields,
  });

test('a chain of exports holds; a gap, another predecessor and blocks left out do not', () => {
  const invariants = new Invariants('tallystick');
  assert.deepEqual(invariants.check(exported(1), nothing), []);
  assert.deepEqual(invariants.check(exported(2), nothing), []);
  const wrong = (n: number, fields: object): string[] => {
    const fresh = new Invariants('tallystick');
    fresh.check(exported(1), nothing);
    return fresh.check(exported(n, fields), nothing);
  };
  assert.deepEqual(wrong(2, { previous: hash(9) }), ['an export does not name the one before it']);
  assert.deepEqual(wrong(2, { firstBlock: 12 }), ['an export leaves out blocks or repeats them']);
  assert.ok(wrong(3, {}).includes('an export without the one before it'));
});

test('a publication needs an authorisation, and none that is revoked', () => {
  const publication = transaction(2, recordKey.publication(id), {
    type: 'publication',
    authorisation: id,
    digest: hash(1),
    signature: 'ab'.repeat(64),
  });
  const authorisation = transaction(
    1,
    recordKey.authorisation(id),
    { type: 'authorisation', id, publicKey: '11'.repeat(32), expires: 9, recordCommitment: hash(1), facility: 'f' },
    'HealthMSP',
  );
  const revocation = transaction(3, recordKey.revocation(id), { type: 'revocation', authorisation: id, facility: 'f' });
  assert.deepEqual(new Invariants('tallystick').check(publication, nothing), [
    'a publication without an authorisation',
  ]);
  const invariants = new Invariants('tallystick');
  assert.deepEqual(invariants.check(authorisation, nothing), []);
  assert.deepEqual(invariants.check(revocation, nothing), []);
  assert.deepEqual(invariants.check(publication, nothing), [
    'a publication under a revoked authorisation',
    'a publication without the patient’s signature',
  ]);
});

test('an anchor is the root over its commitments, written once, by whom it says', () => {
  const { root, entries } = anchorOf([hash(1), hash(2)]);
  const anchor = transaction(1, recordKey.anchor(root), { type: 'anchor', root, count: 2 });
  const roots = entries.map(({ value }) => value);
  const text =
    (list: readonly string[]): PrivateText =>
    () =>
      canonicalJson({ salt: hash(3), roots: list });
  const invariants = new Invariants('tallystick');
  assert.deepEqual(invariants.check(anchor, text(roots)), []);
  assert.deepEqual(invariants.check(anchor, nothing), [`${recordKey.anchor(root)} is written a second time`]);
  assert.deepEqual(new Invariants('tallystick').check(anchor, text([hash(1), hash(4)])), [
    'an anchor is not the root over its commitments',
  ]);
  const impostor = { ...anchor, creator: { mspId: 'HealthMSP', role: 'adapter' }, txId: txId(9) };
  assert.equal(new Invariants('tallystick').check(impostor, nothing).length, 2);
});
