import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { test } from 'node:test';
import { highTwin } from '../testing/high-s.ts';
import { isLowS, lowSDer, newSigner } from './low-s.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test('signatures are valid and always low-S', async () => {
  const signer = newSigner(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  for (let i = 0; i < 64; i++) {
    const message = Buffer.from(`message ${i}`);
    const signature = await signer(message);
    assert.ok(isLowS(signature));
    assert.ok(verify('sha256', message, publicKey, signature));
  }
});

test('a high-S signature is told from its low twin', () => {
  const raw = sign('sha256', Buffer.from('m'), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  const low = lowSDer(raw);
  const high = highTwin(low);
  assert.ok(verify('sha256', Buffer.from('m'), publicKey, high), 'the mathematics takes both');
  assert.equal(isLowS(low), true);
  assert.equal(isLowS(high), false);
  assert.equal(isLowS(Uint8Array.of(0x30, 0)), false);
});

test('short integers keep a minimal form', () => {
  const raw = Buffer.alloc(64);
  raw[31] = 0x80;
  raw[63] = 1;
  assert.equal(Buffer.from(lowSDer(raw)).toString('hex'), '3007020200800201 01'.replaceAll(' ', ''));
});

test('a key of another curve is refused', () => {
  const other = generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey;
  assert.throws(() => newSigner(other.export({ type: 'pkcs8', format: 'pem' }).toString()), /P-256/);
});
