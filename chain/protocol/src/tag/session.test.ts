import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHex } from '../bytes.ts';
import { createTemporaryExposureKey, identifiersOf } from '../keys/temporary-exposure-key.ts';
import type { Sighting } from '../sighting/encounter.ts';
import { seededRandom } from '../testing/fixed-random.ts';
import { intervalAt, intervalStart } from '../time.ts';
import { TagDevice, type TagDeviceOptions } from './device.ts';
import { frameType } from './frames.ts';
import { openLogChunk } from './log.ts';
import type { PhoneMessage, TagMessage } from './messages.ts';
import { type Pairing, PhonePairing } from './pairing.ts';
import { TagSession } from './session.ts';
import { TagError, type TagErrorCode, tagErrorNumber } from './tag-error.ts';

const random = seededRandom('session');
/** Noon UTC; the tag's own clock stands at 100 then. */
const TIME = 20_700 * 86_400 + 43_200;
const NOW = 100;

const refusal = (code: TagErrorCode) => Uint8Array.of(frameType.refused, tagErrorNumber(code));
const throwsTag = (code: TagErrorCode, act: () => unknown) =>
  assert.throws(act, (error) => error instanceof TagError && error.code === code);

function paired(options: TagDeviceOptions = {}): { device: TagDevice; pairing: Pairing } {
  const device = new TagDevice({ random, ...options });
  device.pressButton(0);
  const phone = new PhonePairing(random);
  const { frame, pairing } = phone.confirm(device.receive(phone.start(), 0));
  device.receive(frame, 0);
  return { device, pairing };
}

/** A connection with an open session. */
function connected(device: TagDevice, pairing: Pairing) {
  device.disconnect();
  const session = new TagSession(pairing, random);
  session.receive(device.receive(session.open(), NOW));
  const ask = (message: PhoneMessage, now = NOW): TagMessage =>
    session.receive(device.receive(session.send(message), now))!;
  return { session, ask };
}

/** A paired tag with clock and a day's identifiers from now on. */
function ready(options: TagDeviceOptions = {}) {
  const { device, pairing } = paired(options);
  const { session, ask } = connected(device, pairing);
  assert.deepEqual(ask({ kind: 'setTime', time: TIME }), { kind: 'timeSet', time: TIME });
  const key = createTemporaryExposureKey(intervalAt(TIME), random);
  const identifiers = identifiersOf(key, 0);
  const first = key.rollingStart;
  assert.deepEqual(ask({ kind: 'setSchedule', first, identifiers }), { kind: 'scheduleSet', first, count: 72 });
  return { device, pairing, session, ask, identifiers, first };
}

const stranger = () => ({ rpi: random(16), aem: random(4) });

test('the tag broadcasts what is scheduled for the moment, and nothing before or after', () => {
  const { device, identifiers } = ready();
  const at = (seconds: number) => device.broadcast(NOW + seconds)?.advertisement ?? null;
  assert.deepEqual(toHex(at(0)!.rpi), toHex(identifiers[0]!.rpi));
  assert.deepEqual(toHex(at(599)!.rpi), toHex(identifiers[0]!.rpi));
  assert.deepEqual(toHex(at(600)!.rpi), toHex(identifiers[1]!.rpi));
  assert.equal(at(-1), null);
  assert.equal(at(72 * 600), null);
});

test('address and identifier change in the same instant, and the address is non-resolvable', () => {
  const { device, identifiers } = ready();
  const seen = new Map<string, string>();
  for (let seconds = 0; seconds < 72 * 600; seconds += 60) {
    const { address, advertisement } = device.broadcast(NOW + seconds)!;
    assert.equal(address.length, 6);
    assert.equal(address[0]! & 0xc0, 0);
    const rpi = toHex(advertisement.rpi);
    assert.equal(seen.get(rpi) ?? toHex(address), toHex(address));
    seen.set(rpi, toHex(address));
  }
  assert.equal(seen.size, identifiers.length);
  assert.equal(new Set(seen.values()).size, identifiers.length);
  assert.notDeepEqual(new TagDevice().addressOf(5), new TagDevice().addressOf(5));
});

test('identifiers from an interval on are dropped, and past ones forgotten', () => {
  const { device, ask, first } = ready();
  ask({ kind: 'dropIdentifiers', from: first + 2 });
  assert.ok(device.broadcast(NOW + 1_199));
  assert.equal(device.broadcast(NOW + 1_200), null);
  const status = ask({ kind: 'getStatus' }, NOW + 600);
  assert.ok(status.kind === 'status' && status.scheduleFirst === first + 1 && status.scheduleCount === 1);
  ask({ kind: 'dropIdentifiers', from: 0 }, NOW + 600);
  assert.equal(device.broadcast(NOW + 600), null);
});

test('the tag wants a clock before a schedule', () => {
  const { device, pairing } = paired();
  const { ask } = connected(device, pairing);
  assert.deepEqual(ask({ kind: 'setSchedule', first: 1, identifiers: [] }), { kind: 'error', code: 'CLOCK_UNSET' });
  const status = ask({ kind: 'getStatus' });
  assert.ok(status.kind === 'status' && status.lastError === 'CLOCK_UNSET' && status.time === 0);
  const next = ask({ kind: 'getStatus' });
  assert.ok(next.kind === 'status' && next.lastError === 'NONE' && next.battery === 255);
});

test('what the tag heard reaches the phone, once, in order, and is forgotten when acknowledged', () => {
  const { device, pairing, ask, identifiers } = ready({ battery: () => 80 });
  const heard = Array.from({ length: 150 }, (_, i) => ({ ...stranger(), rssi: -40 - (i % 50), time: TIME + i }));
  for (const { rpi, aem, rssi, time } of heard) device.hear({ rpi, aem }, rssi, NOW + time - TIME);
  device.hear(identifiers[0]!, -10, NOW);
  const fetched: Sighting[] = [];
  let current = pairing;
  for (let remaining = 1; remaining > 0; ) {
    const log = ask({ kind: 'fetchLog', cursor: current.logCursor, max: 255 });
    assert.ok(log.kind === 'log');
    const opened = openLogChunk(current, log);
    fetched.push(...opened.sightings);
    current = opened.pairing;
    remaining = log.remaining;
    assert.deepEqual(ask({ kind: 'acknowledgeLog', cursor: current.logCursor }), {
      kind: 'logAcknowledged',
      cursor: current.logCursor,
    });
  }
  const plain = (sightings: readonly Sighting[]) =>
    sightings.map(({ rpi, aem, rssi, time }) => [toHex(rpi), toHex(aem), rssi, time]);
  assert.deepEqual(plain(fetched), plain(heard));
  const status = ask({ kind: 'getStatus' });
  assert.ok(status.kind === 'status' && status.logFirst === 150 && status.logNext === 150 && status.battery === 80);
});

test('an entry not acknowledged is sent again, and opens again from the stored pairing', () => {
  const { device, pairing, ask } = ready();
  device.hear(stranger(), -60, NOW);
  const once = ask({ kind: 'fetchLog', cursor: 0, max: 10 });
  const twice = connected(device, pairing).ask({ kind: 'fetchLog', cursor: 0, max: 10 });
  assert.deepEqual(twice, once);
  assert.ok(once.kind === 'log');
  const opened = openLogChunk(pairing, once);
  throwsTag('MALFORMED', () => openLogChunk(opened.pairing, once));
});

test('the log cannot be read with the key that the tag is left with, nor altered unseen', () => {
  const { device, pairing, ask } = ready();
  device.hear(stranger(), -60, NOW);
  const log = ask({ kind: 'fetchLog', cursor: 0, max: 10 });
  assert.ok(log.kind === 'log');
  const left = openLogChunk(pairing, log).pairing;
  throwsTag('ALTERED', () => openLogChunk({ ...left, logCursor: 0 }, log));
  const altered = {
    first: 0,
    entries: log.entries.map((entry) => entry.map((byte, i) => (i === 3 ? byte ^ 1 : byte))),
  };
  throwsTag('ALTERED', () => openLogChunk(pairing, altered));
});

test('a full log loses the oldest entries and says so; the phone reads on after the gap', () => {
  const { device, pairing, ask } = ready({ logCapacity: 3 });
  for (let i = 0; i < 5; i++) device.hear(stranger(), -60 - i, NOW + i);
  const log = ask({ kind: 'fetchLog', cursor: 0, max: 10 });
  assert.ok(log.kind === 'log' && log.first === 2);
  assert.deepEqual(
    openLogChunk(pairing, log).sightings.map(({ rssi }) => rssi),
    [-62, -63, -64],
  );
  const status = ask({ kind: 'getStatus' });
  assert.ok(status.kind === 'status' && status.lastError === 'LOG_OVERFLOW');
});

test('the tag forgets what it heard after 14 days', () => {
  const { device, ask } = ready();
  device.hear(stranger(), -60, NOW);
  device.hear(stranger(), -60, NOW + 86_400);
  const status = ask({ kind: 'getStatus' }, NOW + 14 * 86_400 + 1);
  assert.ok(status.kind === 'status' && status.logFirst === 1 && status.logNext === 2);
});

test('a tag without a pairing or a clock remembers nothing and opens no session', () => {
  const lonely = new TagDevice({ random });
  lonely.hear(stranger(), -60, NOW);
  assert.equal(lonely.broadcast(NOW), null);
  assert.deepEqual(lonely.receive(Uint8Array.of(frameType.open, ...random(16)), NOW), refusal('NOT_PAIRED'));
  const { device, pairing } = paired();
  device.hear(stranger(), -60, NOW);
  const status = connected(device, pairing).ask({ kind: 'getStatus' });
  assert.ok(status.kind === 'status' && status.logNext === 0);
});

test('a replayed, reordered or left-out frame is refused, and the session goes on', () => {
  const { device, session } = ready();
  const frames = [1, 2, 3].map((from) => session.send({ kind: 'dropIdentifiers', from: from + 3_100_000 }));
  const [one, two, three] = frames as [Uint8Array, Uint8Array, Uint8Array];
  assert.deepEqual(device.receive(two, NOW), refusal('REPLAYED'));
  const answer = session.receive(device.receive(one, NOW));
  assert.equal(answer?.kind, 'identifiersDropped');
  assert.deepEqual(device.receive(one, NOW), refusal('REPLAYED'));
  assert.deepEqual(device.receive(three, NOW), refusal('REPLAYED'));
  assert.equal(session.receive(device.receive(two, NOW))?.kind, 'identifiersDropped');
  assert.equal(session.receive(device.receive(three, NOW))?.kind, 'identifiersDropped');
});

test('any altered byte of a frame is refused, in both directions, and changes nothing', () => {
  const { device, session, identifiers } = ready();
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const altered = (frame: Uint8Array) => frame.map((byte, i) => (i === at % frame.length ? byte ^ flip : byte));
      const frame = session.send({ kind: 'dropIdentifiers', from: 0 });
      const answer = device.receive(altered(frame), NOW);
      assert.equal(answer[0], frameType.refused);
      assert.equal(toHex(device.broadcast(NOW)!.advertisement.rpi), toHex(identifiers[0]!.rpi));
      const reply = device.receive(session.send({ kind: 'getStatus' }), NOW);
      // That frame was one too many for the tag: it has not seen the one before.
      assert.deepEqual(reply, refusal('REPLAYED'));
      const fresh = ready();
      const honest = fresh.device.receive(fresh.session.send({ kind: 'getStatus' }), NOW);
      assert.throws(() => fresh.session.receive(altered(honest)), TagError);
      assert.equal(fresh.session.receive(honest)?.kind, 'status');
    }),
    { numRuns: 30 },
  );
});

test('frames of an earlier connection, or of another pairing, mean nothing in this one', () => {
  const { device, pairing, session } = ready();
  const recorded = [session.open(), session.send({ kind: 'dropIdentifiers', from: 0 })];
  device.disconnect();
  assert.deepEqual(device.receive(recorded[1]!, NOW), refusal('NOT_OPEN'));
  assert.equal(device.receive(recorded[0]!, NOW)[0], frameType.opened);
  assert.equal(device.receive(recorded[1]!, NOW)[0], frameType.refused);
  assert.ok(device.broadcast(NOW));
  const other = paired().pairing;
  const foreign = new TagSession(other, random);
  foreign.receive(device.receive(foreign.open(), NOW));
  assert.deepEqual(device.receive(foreign.send({ kind: 'getStatus' }), NOW), refusal('ALTERED'));
  assert.equal(connected(device, pairing).ask({ kind: 'getStatus' }).kind, 'status');
});

test('an unpaired reader learns nothing and cannot write', () => {
  const { device } = ready();
  device.hear(stranger(), -60, NOW);
  device.disconnect();
  for (const frame of [[], [0x06], [frameType.sealed], [frameType.sealed, ...new Array(40).fill(0)], [0x99]]) {
    assert.equal(device.receive(Uint8Array.from(frame), NOW)[0], frameType.refused);
  }
  assert.equal(device.receive(new PhonePairing(random).start(), NOW)[0], frameType.refused);
  assert.ok(device.broadcast(NOW));
});

test('a new pairing leaves nothing of the old one to the new phone', () => {
  const { device, pairing } = ready();
  device.hear(stranger(), -60, NOW);
  device.pressButton(NOW);
  const phone = new PhonePairing(random);
  const { frame, pairing: next } = phone.confirm(device.receive(phone.start(), NOW));
  device.receive(frame, NOW);
  assert.equal(device.broadcast(NOW), null);
  const status = connected(device, next).ask({ kind: 'getStatus' });
  assert.ok(status.kind === 'status' && status.logNext === 0 && status.scheduleCount === 0);
  const old = new TagSession(pairing, random);
  old.receive(device.receive(old.open(), NOW));
  assert.deepEqual(device.receive(old.send({ kind: 'getStatus' }), NOW), refusal('ALTERED'));
});

test('the phone sends nothing before a session is open, and takes no second opening', () => {
  const { device, pairing } = paired();
  const session = new TagSession(pairing, random);
  assert.ok(!session.isOpen);
  throwsTag('NOT_OPEN', () => session.send({ kind: 'getStatus' }));
  throwsTag('NOT_OPEN', () => session.receive(Uint8Array.of(frameType.sealed)));
  throwsTag('MALFORMED', () => session.receive(Uint8Array.of(frameType.opened, 1)));
  const opened = device.receive(session.open(), NOW);
  session.receive(opened);
  assert.ok(session.isOpen);
  throwsTag('REPLAYED', () => session.receive(opened));
  throwsTag('MALFORMED', () => session.receive(Uint8Array.of(0x55)));
  throwsTag('PAIRING_CLOSED', () => session.receive(refusal('PAIRING_CLOSED')));
});

test('a schedule replaces the one before it', () => {
  const { device, ask } = ready();
  const at = intervalAt(TIME) + 1;
  const identifier = stranger();
  ask({ kind: 'setSchedule', first: at, identifiers: [identifier] });
  assert.equal(device.broadcast(NOW), null);
  assert.equal(toHex(device.broadcast(NOW + intervalStart(at) - TIME)!.advertisement.rpi), toHex(identifier.rpi));
});
