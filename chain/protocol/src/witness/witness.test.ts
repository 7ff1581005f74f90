import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import { concat, fromHex, toHex, utf8 } from '../bytes.ts';
import { canonicalJson } from '../canonical.ts';
import { TallystickError } from '../errors.ts';
import { seededRandom } from '../testing/fixed-random.ts';
import { signStatement, verifyStatement, witnessKeyId } from './sign.ts';
import type { WitnessStatement } from './statement.ts';

const random = seededRandom('witness');
const hex = (bytes: number) => toHex(random(bytes));
const secretKey = random(32);
const publicKey = ed25519.getPublicKey(secretKey);
const network = hex(32);
const root = hex(32);
const keyId = 'export-1';

const seen = { root, block: 4, headerHash: hex(32), firstSeen: 1_800_000_000 };
const base = { v: 1, network } as const;

const statements: WitnessStatement[] = [
  { ...base, kind: 'anchor', subject: root, body: seen, issuedAt: 1_800_000_001 },
  { ...base, kind: 'answers', subject: root, body: { ...seen, firstSeen: null } },
  {
    ...base,
    kind: 'export',
    subject: '3',
    body: {
      sequence: 3,
      sha256: hex(32),
      previous: null,
      windowStart: 1_800_000_000,
      windowEnd: 1_800_014_400,
      lastBlock: 9,
      real: 14,
      padding: 126,
      revised: 0,
      keyId,
      block: 10,
    },
  },
  {
    ...base,
    kind: 'policy',
    subject: 'risk/2',
    body: { kind: 'risk', version: 2, sha256: hex(32), inForceFrom: 1_800_000_000 },
  },
  { ...base, kind: 'exportKey', subject: keyId, body: { keyId, publicKey: `04${hex(64)}`, version: 1 } },
  {
    ...base,
    kind: 'head',
    subject: '125000',
    body: { block: 12, headerHash: hex(32), lastExport: null, time: 1_800_000_000 },
  },
];

const fails = (code: string, act: () => unknown) =>
  assert.throws(act, (error) => error instanceof TallystickError && error.code === code);

for (const statement of statements) {
  test(`a statement of kind ${statement.kind} is signed and verified`, () => {
    const envelope = JSON.parse(JSON.stringify(signStatement(statement, secretKey)));
    assert.deepEqual(verifyStatement(envelope, publicKey, network), statement);
    const { kind, subject } = statement;
    assert.deepEqual(verifyStatement(envelope, publicKey, network, { kind, subject }), statement);
  });

  test(`a statement of kind ${statement.kind} about another subject than its body is neither signed nor believed`, () => {
    if (statement.kind === 'head') return; // The subject of a head is its window, of which the body does not speak.
    const subjects = { anchor: hex(32), answers: hex(32), export: '4', policy: 'risk/3', exportKey: 'other' };
    const lying = { ...statement, subject: subjects[statement.kind] };
    assert.throws(() => signStatement(lying, secretKey));
    const message = concat(utf8('tallystick/v1/witness\0'), utf8(canonicalJson(lying)));
    const signature = toHex(ed25519.sign(message, secretKey));
    const envelope = { statement: lying, signature, keyId: witnessKeyId(publicKey) };
    fails('WITNESS_INVALID', () => verifyStatement(envelope, publicKey, network));
  });
}

const [anchor] = statements;
const envelope = signStatement(anchor!, secretKey);

test('the signature is Ed25519 over the label and the canonical JSON', () => {
  const message = concat(utf8('tallystick/v1/witness\0'), utf8(canonicalJson(anchor!)));
  assert.ok(ed25519.verify(fromHex(envelope.signature), message, publicKey));
});

test('any altered field is noticed', () => {
  const { statement } = envelope;
  const altered = [
    { ...envelope, statement: { ...statement, issuedAt: 1_800_000_002 } },
    { ...envelope, statement: { ...statement, body: { ...seen, block: 5 } } },
    { ...envelope, statement: { ...statement, body: { ...seen, firstSeen: null } } },
    { ...envelope, signature: hex(64) },
    { ...envelope, keyId: hex(8) },
    { ...envelope, extra: true },
    { ...envelope, statement: { ...statement, extra: true } },
    { ...envelope, statement: { ...statement, v: 2 } },
    { ...envelope, statement: { ...statement, kind: 'answers' } },
    {},
    null,
    'text',
  ];
  for (const other of altered) fails('WITNESS_INVALID', () => verifyStatement(other, publicKey, network));
});

test('a true statement of another key, network, kind or subject is refused, each with its own code', () => {
  fails('WITNESS_INVALID', () => verifyStatement(envelope, ed25519.getPublicKey(random(32)), network));
  fails('OTHER_NETWORK', () => verifyStatement(envelope, publicKey, hex(32)));
  fails('NOT_WITNESSED', () => verifyStatement(envelope, publicKey, network, { kind: 'head' }));
  fails('NOT_WITNESSED', () => verifyStatement(envelope, publicKey, network, { kind: 'anchor', subject: hex(32) }));
});
