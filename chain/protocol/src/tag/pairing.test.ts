import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHex } from '../bytes.ts';
import { seededRandom } from '../testing/fixed-random.ts';
import { PAIRING_SECONDS, TagDevice } from './device.ts';
import { frameType } from './frames.ts';
import { PhonePairing } from './pairing.ts';
import { TagSession } from './session.ts';
import { TagError, type TagErrorCode, tagErrorNumber } from './tag-error.ts';

const random = seededRandom('pairing');
const refusal = (code: TagErrorCode) => Uint8Array.of(frameType.refused, tagErrorNumber(code));

function pressed(): TagDevice {
  const device = new TagDevice({ random });
  device.pressButton(100);
  return device;
}

test('phone and tag end with the same secrets, and nothing of them was on the air', () => {
  const device = pressed();
  const phone = new PhonePairing(random);
  const start = phone.start();
  const reply = device.receive(start, 101);
  const { frame, pairing } = phone.confirm(reply);
  assert.deepEqual(device.receive(frame, 102), Uint8Array.of(frameType.paired));
  assert.ok(device.isPaired);
  const air = [start, reply, frame].map(toHex).join();
  for (const secret of [pairing.sessionRoot, pairing.logKey]) assert.ok(!air.includes(toHex(secret)));
  const session = new TagSession(pairing, random);
  session.receive(device.receive(session.open(), 103));
  const answer = session.receive(device.receive(session.send({ kind: 'getStatus' }), 103));
  assert.equal(answer?.kind, 'status');
});

test('a tag pairs only after a press of its button, for a minute, and once', () => {
  const device = new TagDevice({ random });
  const start = new PhonePairing(random).start();
  assert.deepEqual(device.receive(start, 0), refusal('PAIRING_CLOSED'));
  device.pressButton(100);
  assert.equal(device.receive(start, 100 + PAIRING_SECONDS)[0], frameType.pairReply);
  assert.deepEqual(device.receive(start, 101 + PAIRING_SECONDS), refusal('PAIRING_CLOSED'));
  device.pressButton(200);
  const phone = new PhonePairing(random);
  const { frame } = phone.confirm(device.receive(phone.start(), 201));
  assert.equal(device.receive(frame, 202)[0], frameType.paired);
  assert.deepEqual(device.receive(start, 203), refusal('PAIRING_CLOSED'));
  assert.deepEqual(device.receive(frame, 203), refusal('PAIRING_CLOSED'));
});

test('any altered byte of the exchange makes the pairing fail', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('start', 'reply', 'confirm'),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (which, at, flip) => {
        const altered = (frame: Uint8Array) =>
          frame.map((byte, i) => (i === 1 + (at % (frame.length - 1)) ? byte ^ flip : byte));
        const device = pressed();
        const phone = new PhonePairing(random);
        try {
          const reply = device.receive(which === 'start' ? altered(phone.start()) : phone.start(), 101);
          const { frame } = phone.confirm(which === 'reply' ? altered(reply) : reply);
          // X25519 ignores the top bit of a public key, but the transcript does not.
          assert.equal(which, 'confirm');
          assert.deepEqual(device.receive(altered(frame), 102), refusal('PAIRING_FAILED'));
        } catch (error) {
          assert.ok(error instanceof TagError && ['PAIRING_FAILED', 'MALFORMED'].includes(error.code), String(error));
        }
        assert.ok(!device.isPaired);
      },
    ),
    { numRuns: 40 },
  );
});

test('somebody who puts own keys in between is noticed by both', () => {
  const device = pressed();
  const phone = new PhonePairing(random);
  const toTag = new PhonePairing(random);
  const toPhone = pressed();
  const tagReply = device.receive(toTag.start(), 101);
  const ownReply = toPhone.receive(phone.start(), 101);
  // The tag's confirmation does not fit the phone's exchange, nor the phone's the tag's.
  assert.throws(() => phone.confirm(tagReply), TagError);
  const { frame } = phone.confirm(ownReply);
  assert.deepEqual(device.receive(frame, 102), refusal('PAIRING_FAILED'));
});

test('public keys of low order are refused by both', () => {
  const device = pressed();
  const zero = new Uint8Array(33);
  zero[0] = frameType.pairStart;
  assert.deepEqual(device.receive(zero, 101), refusal('PAIRING_FAILED'));
  const reply = new Uint8Array(65);
  reply[0] = frameType.pairReply;
  assert.throws(
    () => new PhonePairing(random).confirm(reply),
    (error) => error instanceof TagError && error.code === 'PAIRING_FAILED',
  );
});

test('an exchange does not outlive its connection', () => {
  const device = pressed();
  const phone = new PhonePairing(random);
  const { frame } = phone.confirm(device.receive(phone.start(), 101));
  device.disconnect();
  assert.deepEqual(device.receive(frame, 102), refusal('PAIRING_CLOSED'));
  assert.ok(!device.isPaired);
});
