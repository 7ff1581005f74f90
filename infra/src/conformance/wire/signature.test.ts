import assert from 'node:assert/strict';
import { generateKeyPairSync, verify } from 'node:crypto';
import { test } from 'node:test';
import { highS, isLowS, lowS } from './signature.ts';

test('both twins of a signature verify; one has a low s, the other a high one', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  for (let round = 0; round < 200; round++) {
    const message = Buffer.from(`message ${round}`);
    const [low, high] = [lowS(privateKey, message), highS(privateKey, message)];
    assert.ok(verify('sha256', message, publicKey, low) && verify('sha256', message, publicKey, high));
    assert.deepEqual([isLowS(low), isLowS(high)], [true, false]);
  }
});
