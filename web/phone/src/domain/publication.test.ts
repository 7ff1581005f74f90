import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkKeys,
  createTemporaryExposureKey,
  createVerificationCode,
  decodeSlots,
  endOfKey,
  fromHex,
  systemRandom,
  verificationKeys,
  verifyPublication,
} from '@tallystick/protocol';
import { keysToSend, offeredDays, publicationRequest } from './publication.ts';

const DAY = 20_000;
const NOW = DAY * 144 + 72;
const teks = [DAY - 2, DAY - 1, DAY].map((day) => createTemporaryExposureKey(day * 144));

test('days with a key are offered, newest first; tomorrow’s is not', () => {
  const tomorrow = createTemporaryExposureKey((DAY + 1) * 144);
  const offered = offeredDays([...teks, tomorrow], NOW);
  assert.deepEqual(
    offered.map(({ day, today }) => [day, today]),
    [
      [DAY, true],
      [DAY - 1, false],
      [DAY - 2, false],
    ],
  );
});

test('today’s key is ended before the current interval, or left out when nothing confirmed its successor', () => {
  const offered = offeredDays(teks, NOW);
  const all = new Set([DAY, DAY - 1, DAY - 2]);
  const ended = keysToSend(offered, all, NOW, true);
  assert.equal(ended.length, 3);
  assert.equal(endOfKey(ended.at(-1)!), NOW);
  assert.ok(ended.every((key) => endOfKey(key) <= NOW));
  assert.equal(keysToSend(offered, all, NOW, false).length, 2);
  assert.equal(keysToSend(offered, new Set([DAY - 1]), NOW, true).length, 1);
  checkKeys(ended, { now: NOW * 600, onset: null });
});

test('the request is signed by the code’s key over exactly these slots, and holds no code', async () => {
  const code = createVerificationCode();
  const keys = await verificationKeys(code, 'tallystick');
  const request = publicationRequest(keys, 'tallystick', teks.slice(0, 2), systemRandom(32));
  const statement = {
    channel: 'tallystick',
    authorisation: fromHex(request.authorisation),
    digest: fromHex(request.digest),
  };
  assert.ok(verifyPublication(keys.publicKey, statement, fromHex(request.signature)));
  assert.ok(!verifyPublication(keys.publicKey, { ...statement, channel: 'other' }, fromHex(request.signature)));
  assert.equal(decodeSlots(fromHex(request.keys)).length, 2);
  assert.ok(!JSON.stringify(request).includes(code));
});
