import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { ed25519 } from '@noble/curves/ed25519.js';
import fc from 'fast-check';
import { concat, toHex, utf8 } from '../bytes.ts';
import { canonicalJson } from '../canonical.ts';
import { TallystickError } from '../errors.ts';
import type { TemporaryExposureKey } from '../keys/temporary-exposure-key.ts';
import { seededRandom } from '../testing/fixed-random.ts';
import { publicationDigest, signPublication, verifyPublication } from './signature.ts';
import { decodeSlots, encodeSlots } from './slots.ts';
import { decodeStoredPublication, encodeStoredPublication } from './stored-value.ts';

const random = seededRandom('publication');

const temporaryExposureKey: fc.Arbitrary<TemporaryExposureKey> = fc.record(
  {
    key: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Uint8Array.from(bytes)),
    rollingStart: fc.nat(0xffff_ffff),
    rollingPeriod: fc.integer({ min: 1, max: 144 }),
  },
  { noNullPrototype: true },
);
const someKeys = fc.array(temporaryExposureKey, { maxLength: 30 });

const fails = (code: string, act: () => unknown, field?: string) =>
  assert.throws(act, (error) => error instanceof TallystickError && error.code === code && error.field === field);

test('slots go there and back, and are of one size whatever the number of keys', () => {
  fc.assert(
    fc.property(someKeys, (keys) => {
      const slots = encodeSlots(keys);
      assert.equal(slots.length, 720);
      assert.deepEqual(decodeSlots(slots), keys);
    }),
  );
});

test('a slot is flag, key, start, period and two zero bytes', () => {
  const slots = encodeSlots([{ key: new Uint8Array(16).fill(7), rollingStart: 0x01020304, rollingPeriod: 144 }]);
  assert.equal(toHex(slots.subarray(0, 24)), `01${'07'.repeat(16)}01020304900000`);
  assert.ok(slots.subarray(24).every((byte) => byte === 0));
});

test('keys that do not fit into slots are refused', () => {
  const key = { key: random(16) as Uint8Array<ArrayBuffer>, rollingStart: 1, rollingPeriod: 1 };
  fails('TOO_MANY_KEYS', () => encodeSlots(Array.from({ length: 31 }, () => key)));
  fails('KEY_LENGTH', () => encodeSlots([key, { ...key, key: key.key.slice(1) }]), 'keys[1]');
  fails('KEY_PERIOD', () => encodeSlots([{ ...key, rollingPeriod: 256 }]), 'keys[0]');
});

test('one set of keys has one encoding: anything else in the slots is refused', () => {
  const slots = encodeSlots([{ key: new Uint8Array(16).fill(7), rollingStart: 5, rollingPeriod: 144 }]);
  const changed = (at: number, value: number) => slots.map((byte, i) => (i === at ? value : byte));
  fails('BAD_REQUEST', () => decodeSlots(changed(0, 2)), 'keys[0]');
  fails('BAD_REQUEST', () => decodeSlots(changed(0, 0)), 'keys[0]');
  fails('BAD_REQUEST', () => decodeSlots(changed(22, 1)), 'keys[0]');
  fails('BAD_REQUEST', () => decodeSlots(changed(23, 1)), 'keys[0]');
  fails('BAD_REQUEST', () => decodeSlots(changed(30, 1)), 'keys[1]');
  fails('BAD_REQUEST', () => decodeSlots(changed(48, 1)), 'keys[2]');
  fails('BAD_REQUEST', () => decodeSlots(slots.subarray(1)), 'keys');
});

const seed = random(32);
const publicKey = ed25519.getPublicKey(seed);
const keys = { sign: (message: Uint8Array) => ed25519.sign(message, seed) };
const slots = encodeSlots([]);
const salt = random(32);
const statement = { channel: 'tallystick', authorisation: random(16), digest: publicationDigest(salt, slots) };
const signature = signPublication(keys, statement);

test('the digest is SHA-256 over label, salt and slots', () => {
  const hash = createHash('sha256').update('tallystick/v1/publication-keys\0').update(salt).update(slots);
  assert.equal(toHex(statement.digest), hash.digest('hex'));
  assert.throws(() => publicationDigest(salt.subarray(1), slots), RangeError);
  assert.throws(() => publicationDigest(salt, slots.subarray(1)), RangeError);
});

test('a publication is signed over label, channel, authorisation and digest', () => {
  const message = concat(utf8('tallystick/v1/publication\0tallystick\0'), statement.authorisation, statement.digest);
  assert.ok(ed25519.verify(signature, message, publicKey));
  assert.ok(verifyPublication(publicKey, statement, signature));
});

test('a signature is good for no other channel, authorisation, digest or key', () => {
  const others = [
    { ...statement, channel: 'tallystick2' },
    { ...statement, authorisation: random(16) },
    { ...statement, digest: publicationDigest(random(32), slots) },
  ];
  for (const other of others) assert.ok(!verifyPublication(publicKey, other, signature));
  assert.ok(!verifyPublication(ed25519.getPublicKey(random(32)), statement, signature));
  assert.ok(!verifyPublication(publicKey, statement, random(64)));
});

test('a public key or signature that is none does not verify, and does not throw', () => {
  assert.ok(!verifyPublication(new Uint8Array(32).fill(0xff), statement, signature));
  assert.ok(!verifyPublication(random(31), statement, signature));
  assert.ok(!verifyPublication(publicKey, statement, signature.subarray(1)));
  // The neutral element signs everything under a verifier that lets points of small order in.
  const neutral = new Uint8Array(32);
  neutral[0] = 1;
  assert.ok(!verifyPublication(neutral, statement, concat(neutral, new Uint8Array(32))));
});

test('the stored value goes there and back and is always of the same length', () => {
  const lengths = new Set<number>();
  fc.assert(
    fc.property(
      someKeys,
      fc.constantFrom('CONFIRMED_TEST' as const, 'CLINICAL_DIAGNOSIS' as const),
      fc.option(fc.nat(100_000)),
      (published, reportType, onset) => {
        const stored = { salt: toHex(salt), keys: published, reportType, onset };
        const encoded = encodeStoredPublication(stored);
        lengths.add(canonicalJson(encoded).length);
        assert.deepEqual(decodeStoredPublication(JSON.parse(canonicalJson(encoded))), stored);
      },
    ),
  );
  assert.equal(lengths.size, 1);
});

test('a stored value of another shape is refused', () => {
  const encoded = encodeStoredPublication({ salt: toHex(salt), keys: [], reportType: 'CONFIRMED_TEST', onset: null });
  assert.throws(() => decodeStoredPublication({ ...encoded, onset: '12' }));
  assert.throws(() => decodeStoredPublication({ ...encoded, report: '5' }));
  assert.throws(() => decodeStoredPublication({ ...encoded, extra: 1 }));
});
