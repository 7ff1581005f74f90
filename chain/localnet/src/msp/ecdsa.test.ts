import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign as nodeSign } from 'node:crypto';
import { test } from 'node:test';
import { sign, verify } from './ecdsa.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('every signature is low-S, and verifies', () => {
  for (let i = 0; i < 200; i += 1) {
    const message = createHash('sha256').update(String(i)).digest();
    assert.ok(verify(publicKey, message, sign(privateKey, message)), String(i));
  }
});

test('plain signatures verify only where their S happens to be low', () => {
  const message = Buffer.from('message');
  const accepted = Array.from({ length: 200 }, () =>
    verify(publicKey, message, nodeSign('sha256', message, privateKey)),
  );
  const low = accepted.filter(Boolean).length;
  assert.ok(low > 50 && low < 150, `${low} of 200`);
});

test('what was found good once opens no door to anything else', () => {
  const message = Buffer.from('message');
  const signature = sign(privateKey, message);
  for (let i = 0; i < 2; i += 1) {
    assert.ok(verify(publicKey, message, signature));
    for (let at = 0; at < signature.length; at += 1) {
      const altered = Buffer.from(signature);
      altered[at]! ^= 1;
      assert.ok(!verify(publicKey, message, altered), String(at));
    }
  }
});

test('another message, another key, and what is no DER are refused without a throw', () => {
  const message = Buffer.from('message');
  const signature = sign(privateKey, message);
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  assert.ok(!verify(publicKey, Buffer.from('massage'), signature));
  assert.ok(!verify(other.publicKey, message, signature));
  for (const bad of [
    Buffer.alloc(0),
    Buffer.from('rubbish'),
    signature.subarray(1),
    Buffer.concat([signature, Buffer.alloc(1)]),
  ]) {
    assert.ok(!verify(publicKey, message, bad));
  }
});
