import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromHex, toHex } from '../bytes.ts';
import { advertisementPacket, decodeAdvertisement, encodeAdvertisement, tagFilters } from './advertisement.ts';
import { MAX_FRAME_BYTES } from './chunks.ts';
import { LOG_ENTRY_BYTES } from './log.ts';
import {
  decodePhoneMessage,
  decodeTagMessage,
  encodePhoneMessage,
  encodeTagMessage,
  MAX_LOG_ENTRIES,
  MAX_SCHEDULE,
  type PhoneMessage,
  type TagMessage,
} from './messages.ts';
import { TagError, tagErrorCodes, tagErrorNumber, tagErrorOf } from './tag-error.ts';

const u32 = fc.nat(0xffff_ffff);
const u8 = fc.nat(255);
const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((array) => Uint8Array.from(array));
const record = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(shape, { noNullPrototype: true });
const code = fc.constantFrom(...tagErrorCodes);
const identifier = record({ rpi: bytes(16), aem: bytes(4) });

const phoneMessage: fc.Arbitrary<PhoneMessage> = fc.oneof(
  record({ kind: fc.constant('setTime' as const), time: u32 }),
  record({
    kind: fc.constant('setSchedule' as const),
    first: u32,
    identifiers: fc.array(identifier, { maxLength: MAX_SCHEDULE }),
  }),
  record({ kind: fc.constant('fetchLog' as const), cursor: u32, max: u8 }),
  record({ kind: fc.constant('acknowledgeLog' as const), cursor: u32 }),
  record({ kind: fc.constant('dropIdentifiers' as const), from: u32 }),
  record({ kind: fc.constant('getStatus' as const) }),
);

const tagMessage: fc.Arbitrary<TagMessage> = fc.oneof(
  record({ kind: fc.constant('timeSet' as const), time: u32 }),
  record({ kind: fc.constant('scheduleSet' as const), first: u32, count: u8 }),
  record({
    kind: fc.constant('log' as const),
    first: u32,
    remaining: u32,
    entries: fc.array(bytes(LOG_ENTRY_BYTES), { maxLength: MAX_LOG_ENTRIES }),
  }),
  record({ kind: fc.constant('logAcknowledged' as const), cursor: u32 }),
  record({ kind: fc.constant('identifiersDropped' as const), from: u32 }),
  record({
    kind: fc.constant('status' as const),
    battery: u8,
    time: u32,
    scheduleFirst: u32,
    scheduleCount: u8,
    logFirst: u32,
    logNext: u32,
    lastError: code,
  }),
  record({ kind: fc.constant('error' as const), code }),
);

const refused = (wanted: string, act: () => unknown) =>
  assert.throws(act, (error) => error instanceof TagError && error.code === wanted);

test('every message goes there and back, and cut short or lengthened it is refused', () => {
  fc.assert(
    fc.property(phoneMessage, (message) => {
      const encoded = encodePhoneMessage(message);
      assert.deepEqual(decodePhoneMessage(encoded), message);
      refused('MALFORMED', () => decodePhoneMessage(encoded.subarray(0, -1)));
      refused('MALFORMED', () => decodePhoneMessage(Uint8Array.of(...encoded, 0)));
    }),
  );
  fc.assert(
    fc.property(tagMessage, (message) => {
      const encoded = encodeTagMessage(message);
      assert.deepEqual(decodeTagMessage(encoded), message);
      refused('MALFORMED', () => decodeTagMessage(encoded.subarray(0, -1)));
      refused('MALFORMED', () => decodeTagMessage(Uint8Array.of(...encoded, 0)));
    }),
  );
});

test('messages stand byte for byte as the protocol describes them', () => {
  const hex = (message: PhoneMessage) => toHex(encodePhoneMessage(message));
  assert.equal(hex({ kind: 'setTime', time: 0x01020304 }), '0101020304');
  assert.equal(hex({ kind: 'fetchLog', cursor: 5, max: 9 }), '030000000509');
  assert.equal(hex({ kind: 'getStatus' }), '06');
  assert.equal(toHex(encodeTagMessage({ kind: 'error', code: 'REPLAYED' })), 'ff05');
});

test('an unknown message is refused, and an unknown error number does not break', () => {
  refused('MALFORMED', () => decodePhoneMessage(fromHex('7f')));
  refused('MALFORMED', () => decodePhoneMessage(fromHex('81')));
  refused('MALFORMED', () => decodePhoneMessage(new Uint8Array(0)));
  refused('MALFORMED', () => decodeTagMessage(fromHex('01')));
  assert.equal(tagErrorOf(200), 'MALFORMED');
  for (const each of tagErrorCodes) assert.equal(tagErrorOf(tagErrorNumber(each)), each);
});

test('a schedule has at most 24 hours', () => {
  const identifiers = Array.from({ length: 145 }, () => ({ rpi: new Uint8Array(16), aem: new Uint8Array(4) }));
  refused('SCHEDULE_TOO_LONG', () => encodePhoneMessage({ kind: 'setSchedule', first: 1, identifiers }));
  const forged = new Uint8Array(6 + 145 * 20);
  forged.set([2, 0, 0, 0, 1, 145]);
  refused('SCHEDULE_TOO_LONG', () => decodePhoneMessage(forged));
});

test('the longest messages fit into a frame', () => {
  const identifiers = Array.from({ length: MAX_SCHEDULE }, () => ({ rpi: new Uint8Array(16), aem: new Uint8Array(4) }));
  const entries = Array.from({ length: MAX_LOG_ENTRIES }, () => new Uint8Array(LOG_ENTRY_BYTES));
  const envelope = 9 + 16;
  assert.ok(encodePhoneMessage({ kind: 'setSchedule', first: 1, identifiers }).length + envelope <= MAX_FRAME_BYTES);
  assert.ok(encodeTagMessage({ kind: 'log', first: 0, remaining: 0, entries }).length + envelope <= MAX_FRAME_BYTES);
});

test('an advertisement is RPI and AEM under company 0xFFFF, in 27 of 31 bytes', () => {
  const advertisement = { rpi: new Uint8Array(16).fill(1), aem: new Uint8Array(4).fill(2) };
  const packet = advertisementPacket(advertisement);
  assert.equal(toHex(packet), `02010617ffffff${'01'.repeat(16)}${'02'.repeat(4)}`);
  assert.equal(packet.length, 27);
  assert.deepEqual(decodeAdvertisement(encodeAdvertisement(advertisement)), advertisement);
  assert.equal(decodeAdvertisement(new Uint8Array(19)), null);
  assert.equal(decodeAdvertisement(new Uint8Array(21)), null);
  assert.throws(() => encodeAdvertisement({ ...advertisement, aem: new Uint8Array(3) }), RangeError);
  const [filter] = tagFilters([advertisement.rpi]);
  assert.deepEqual(filter, { manufacturerData: [{ companyIdentifier: 0xffff, dataPrefix: advertisement.rpi }] });
});
