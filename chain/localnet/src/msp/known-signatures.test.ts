import assert from 'node:assert/strict';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { KnownSignatures } from './known-signatures.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
const [message, signature] = [Buffer.from('message'), randomBytes(70)];

test('a signature is known with its key, made or checked, its message and its bytes, and with nothing else', () => {
  for (const key of [publicKey, privateKey]) {
    const known = new KnownSignatures(10);
    assert.ok(!known.has(publicKey, message, signature));
    known.add(key, message, signature);
    assert.ok(known.has(publicKey, message, signature));
    assert.ok(!known.has(other, message, signature));
    assert.ok(!known.has(publicKey, Buffer.from('massage'), signature));
    assert.ok(!known.has(publicKey, message, signature.subarray(1)));
    assert.ok(!known.has(publicKey, message, Buffer.concat([signature, Buffer.alloc(1)])));
  }
});

test('the oldest are forgotten', () => {
  const known = new KnownSignatures(10);
  const messages = Array.from({ length: 25 }, (_, i) => Buffer.from(String(i)));
  for (const each of messages) known.add(publicKey, each, signature);
  const kept = messages.filter((each) => known.has(publicKey, each, signature));
  assert.deepEqual(kept, messages.slice(10));
});
