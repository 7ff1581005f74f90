import assert from 'node:assert/strict';
import { createCipheriv, hkdfSync } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromHex, toHex } from '../bytes.ts';
import { seededRandom } from '../testing/fixed-random.ts';
import { sharedData } from '../testing/shared-data.ts';
import { cryptMetadata, deriveAemk, deriveRpi, deriveRpik, deriveRpis } from './derivation.ts';
import { decodeMetadata, encodeMetadata, METADATA_VERSION } from './metadata.ts';
import { createTemporaryExposureKey, endKeyBefore, endOfKey, identifiersOf } from './temporary-exposure-key.ts';

const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });

test('all vectors of the cryptography specification match', (t) => {
  const file = sharedData(t, 'gaen/gaen-crypto-vectors.json');
  if (file === null) return;
  const vectors = JSON.parse(new TextDecoder().decode(file));
  const key = { key: fromHex(vectors.tek), rollingStart: vectors.rollingStartIntervalNumber, rollingPeriod: 144 };
  assert.equal(toHex(deriveRpik(key.key)), vectors.rpik);
  assert.equal(toHex(deriveAemk(key.key)), vectors.aemk);
  assert.equal(toHex(encodeMetadata(8)), vectors.metadata);
  const advertised = identifiersOf(key, 8).map(({ interval, rpi, aem }) => {
    return { enin: interval, rpi: toHex(rpi), aem: toHex(aem) };
  });
  assert.equal(advertised.length, 144);
  assert.deepEqual(advertised, vectors.advertised);
});

test('keys and identifiers are what node:crypto derives by the specification', () => {
  fc.assert(
    fc.property(bytes16, fc.nat(0xffff_ffff), fc.integer({ min: -127, max: 127 }), (tek, interval, txPower) => {
      const derive = (info: string) => Buffer.from(hkdfSync('sha256', tek, '', info, 16));
      const block = Buffer.concat([Buffer.from('EN-RPI'), Buffer.alloc(10)]);
      block.writeUInt32LE(interval, 12);
      const rpi = createCipheriv('aes-128-ecb', derive('EN-RPIK'), null).update(block);
      const metadata = Buffer.from([0x40, txPower & 255, 0, 0]);
      const aem = createCipheriv('aes-128-ctr', derive('EN-AEMK'), rpi).update(metadata);
      assert.equal(toHex(deriveRpi(deriveRpik(tek), interval)), rpi.toString('hex'));
      assert.equal(toHex(cryptMetadata(deriveAemk(tek), rpi, encodeMetadata(txPower))), aem.toString('hex'));
    }),
  );
});

test('many identifiers at once are those derived one by one', () => {
  const rpik = deriveRpik(seededRandom('rpik')(16));
  const intervals = [5, 9, 6, 5];
  assert.deepEqual(
    deriveRpis(rpik, intervals),
    intervals.map((interval) => deriveRpi(rpik, interval)),
  );
  assert.deepEqual(deriveRpis(rpik, []), []);
});

test('metadata comes back from a broadcast by the key alone', () => {
  fc.assert(
    fc.property(bytes16, bytes16, fc.integer({ min: -127, max: 127 }), (tek, rpi, txPower) => {
      const aemk = deriveAemk(tek);
      const metadata = cryptMetadata(aemk, rpi, cryptMetadata(aemk, rpi, encodeMetadata(txPower)));
      assert.deepEqual(decodeMetadata(metadata), { version: METADATA_VERSION, txPower });
    }),
  );
});

test('metadata of another major version or size is not read, and no power beyond a signed byte written', () => {
  assert.equal(decodeMetadata(Uint8Array.of(0x80, 0, 0, 0)), null);
  assert.equal(decodeMetadata(Uint8Array.of(0x00, 0, 0, 0)), null);
  assert.equal(decodeMetadata(Uint8Array.of(0x40, 0, 0)), null);
  assert.deepEqual(decodeMetadata(Uint8Array.of(0x50, 0xff, 0, 0)), { version: 0x50, txPower: -1 });
  for (const power of [-128, 128, 0.5]) assert.throws(() => encodeMetadata(power), RangeError);
});

test("a day's key lasts to midnight UTC, from whenever it begins", () => {
  const random = seededRandom('tek');
  assert.equal(createTemporaryExposureKey(144 * 18_000, random).rollingPeriod, 144);
  fc.assert(
    fc.property(fc.nat(4_000_000), (start) => {
      const key = createTemporaryExposureKey(start, random);
      assert.equal(key.key.length, 16);
      assert.equal(endOfKey(key) % 144, 0);
      assert.ok(key.rollingPeriod >= 1 && key.rollingPeriod <= 144);
    }),
  );
  assert.notDeepEqual(createTemporaryExposureKey(0).key, createTemporaryExposureKey(0).key);
});

test('a key ended early broadcasts nothing from that interval on, and the next one begins there', () => {
  const key = createTemporaryExposureKey(14_400, seededRandom('end'));
  assert.equal(endKeyBefore(key, 14_400), null);
  assert.equal(endKeyBefore(key, 14_000), null);
  assert.deepEqual(endKeyBefore(key, 14_410), { ...key, rollingPeriod: 10 });
  assert.deepEqual(endKeyBefore(key, 99_999), key);
  const ended = endKeyBefore(key, 14_410)!;
  assert.equal(identifiersOf(ended, 0).at(-1)!.interval, 14_409);
  assert.equal(createTemporaryExposureKey(endOfKey(ended), seededRandom('next')).rollingPeriod, 134);
});

test('identifiers are cut to what is asked for and to the validity of the key', () => {
  const key = { ...createTemporaryExposureKey(14_400, seededRandom('cut')), rollingPeriod: 10 };
  const intervals = (from: number, to: number) => identifiersOf(key, 0, from, to).map(({ interval }) => interval);
  assert.deepEqual(intervals(14_403, 14_405), [14_403, 14_404]);
  assert.deepEqual(intervals(0, 14_402), [14_400, 14_401]);
  assert.deepEqual(intervals(14_409, 20_000), [14_409]);
  assert.deepEqual(intervals(14_410, 20_000), []);
  assert.deepEqual(intervals(5, 3), []);
});
