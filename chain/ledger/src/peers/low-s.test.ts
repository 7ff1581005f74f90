import assert from 'node:assert/strict';
import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { test } from 'node:test';
import { isLowS, lowSDer, newSigner } from './low-s.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

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
  const s = BigInt(`0x${raw.subarray(32).toString('hex')}`);
  const twin = Buffer.concat([raw.subarray(0, 32), Buffer.from((order - s).toString(16).padStart(64, '0'), 'hex')]);
  // Whichever of the two is the high one: both become the same low form.
  assert.deepEqual(lowSDer(raw), lowSDer(twin));
  const high = s > order / 2n ? raw : twin;
  const der = derOf(high);
  assert.ok(verify('sha256', Buffer.from('m'), publicKey, der), 'the mathematics takes both');
  assert.equal(isLowS(der), false);
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

function derOf(raw: Uint8Array): Buffer {
  const integer = (bytes: Uint8Array): Buffer => {
    const hex = BigInt(`0x${Buffer.from(bytes).toString('hex')}`).toString(16);
    const even = hex.length % 2 === 0 ? hex : `0${hex}`;
    const content = Buffer.from(Number.parseInt(even.slice(0, 2), 16) >= 0x80 ? `00${even}` : even, 'hex');
    return Buffer.concat([Uint8Array.of(2, content.length), content]);
  };
  const body = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return Buffer.concat([Uint8Array.of(0x30, body.length), body]);
}
