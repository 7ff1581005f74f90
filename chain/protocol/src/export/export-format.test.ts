import assert from 'node:assert/strict';
import { createPublicKey, createVerify, verify } from 'node:crypto';
import { test } from 'node:test';
import { p256 } from '@noble/curves/nist.js';
import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import { concat, fromHex, toHex, utf8 } from '../bytes.ts';
import { TallystickError } from '../errors.ts';
import { seededRandom } from '../testing/fixed-random.ts';
import { sharedData } from '../testing/shared-data.ts';
import {
  decodeKeyExport,
  type ExportedKey,
  encodeKeyExport,
  exportReportTypes,
  type KeyExport,
  SIGNATURE_ALGORITHM,
} from './export-format.ts';
import { exportFile, exportFileName, readExportFile } from './file.ts';
import { signExport, verifyExportSignature } from './signature.ts';
import { bytesField, readFields, varintField } from './wire.ts';

const random = seededRandom('export format');
const secretKey = p256.utils.randomSecretKey(random(48));
const publicKey = p256.getPublicKey(secretKey, false);
const info = { keyId: 'export-1', keyVersion: 'v1', algorithm: SIGNATURE_ALGORITHM };

const exportedKey: fc.Arbitrary<ExportedKey> = fc.record(
  {
    key: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Uint8Array.from(bytes)),
    rollingStart: fc.nat(0x7fff_ffff),
    rollingPeriod: fc.integer({ min: 1, max: 144 }),
    reportType: fc.constantFrom(...exportReportTypes),
    daysSinceOnset: fc.option(fc.integer({ min: -14, max: 14 })),
  },
  { noNullPrototype: true },
);

const someExport = (keys: readonly ExportedKey[], revisedKeys: readonly ExportedKey[] = []): KeyExport => ({
  windowStart: 1_800_000_000,
  windowEnd: 1_800_014_400,
  region: 'tallystick',
  batchNumber: 1,
  batchSize: 1,
  signatureInfos: [info],
  keys,
  revisedKeys,
});

const altered = (field: string, act: () => unknown) =>
  assert.throws(
    act,
    (error) => error instanceof TallystickError && error.code === 'EXPORT_ALTERED' && error.field === field,
  );

test('an export goes there and back', () => {
  fc.assert(
    fc.property(fc.array(exportedKey), fc.array(exportedKey, { maxLength: 3 }), (keys, revised) => {
      const content = someExport(keys, revised);
      assert.deepEqual(decodeKeyExport(encodeKeyExport(content)), content);
    }),
  );
});

test("a real server's file verifies under its public key and holds its keys", (t) => {
  const zip = sharedData(t, 'gaen/export-sample.zip');
  const pem = sharedData(t, 'gaen/export-sample.public.pem');
  const json = sharedData(t, 'gaen/export-sample.keys.json');
  if (zip === null || pem === null || json === null) return;
  const jwk = createPublicKey(Buffer.from(pem)).export({ format: 'jwk' });
  const point = concat(Uint8Array.of(4), Buffer.from(jwk.x!, 'base64url'), Buffer.from(jwk.y!, 'base64url'));
  const read = readExportFile(zip, [{ keyId: 'some_id', publicKey: point }]);
  const { temporaryExposureKeys } = JSON.parse(new TextDecoder().decode(json));
  assert.deepEqual(
    read.content.keys.map(({ key, rollingStart, rollingPeriod }) => {
      return { key: Buffer.from(key).toString('base64'), rollingStartNumber: rollingStart, rollingPeriod };
    }),
    temporaryExposureKeys.map(({ key, rollingStartNumber, rollingPeriod }: Record<string, unknown>) => {
      return { key, rollingStartNumber, rollingPeriod };
    }),
  );
  assert.equal(read.content.region, 'US');
  altered('signature', () => readExportFile(zip, [{ keyId: 'some_id', publicKey }]));
  altered('signature', () => readExportFile(zip, [{ keyId: 'other', publicKey: point }]));
});

test("another server's file with 140 keys is read", (t) => {
  const zip = sharedData(t, 'gaen/sample-diagnosis-key-file.zip');
  if (zip === null) return;
  const content = decodeKeyExport(unzipSync(zip)['export.bin']!);
  assert.equal(content.keys.length, 140);
  assert.deepEqual(content.signatureInfos, [{ keyVersion: 'v1', keyId: '310', algorithm: SIGNATURE_ALGORITHM }]);
  assert.equal(content.windowEnd - content.windowStart, 300);
});

test('unknown fields and report types are tolerated, a missing period is a day', () => {
  const key = concat(
    bytesField(1, random(16)),
    varintField(2, 8),
    varintField(3, 5),
    varintField(5, 77),
    bytesField(99, 'x'),
  );
  const bin = concat(utf8('EK Export v1    '), bytesField(50, 'new'), bytesField(7, key));
  const [read] = decodeKeyExport(bin).keys;
  assert.deepEqual([read!.rollingPeriod, read!.reportType, read!.daysSinceOnset], [144, 'UNKNOWN', null]);
});

test('what is known is read strictly', () => {
  const header = utf8('EK Export v1    ');
  const withKey = (...fields: Uint8Array[]) => concat(header, bytesField(7, concat(...fields)));
  const wrong = [
    utf8('EK Export v2    '),
    header.subarray(1),
    withKey(bytesField(1, random(15)), varintField(3, 5)),
    withKey(bytesField(1, random(16))),
    withKey(varintField(3, 5)),
    withKey(bytesField(1, random(16)), varintField(3, 5), varintField(4, 145)),
    withKey(bytesField(1, random(16)), varintField(3, 5), varintField(4, 0)),
    withKey(bytesField(1, random(16)), varintField(3, 2 ** 31)),
    concat(header, varintField(7, 1)),
    concat(header, Uint8Array.of(0x3a, 5)),
  ];
  for (const bin of wrong) assert.throws(() => decodeKeyExport(bin), RangeError, toHex(bin));
  assert.throws(() => decodeKeyExport(concat(header, bytesField(3, Uint8Array.of(0xff)))), TypeError);
});

test('the signature is low-S DER over the whole file, the same every time, and node:crypto verifies it', () => {
  const bin = encodeKeyExport(someExport([]));
  const sig = signExport(bin, secretKey, info);
  assert.deepEqual(signExport(bin, secretKey, info), sig);
  const [list] = [...readFields(sig)];
  const parts = [...readFields(list!.value as Uint8Array)];
  assert.deepEqual(
    parts.map(({ field }) => field),
    [1, 2, 3, 4],
  );
  const der = parts[3]!.value as Uint8Array;
  assert.ok(!p256.Signature.fromBytes(der, 'der').hasHighS());
  const key = createPublicKey({
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: Buffer.from(publicKey.subarray(1, 33)).toString('base64url'),
      y: Buffer.from(publicKey.subarray(33)).toString('base64url'),
    },
    format: 'jwk',
  });
  assert.ok(verify('sha256', bin, key, der));
  assert.ok(createVerify('sha256').update(bin).verify(key, der));
  assert.equal(verifyExportSignature(bin, sig, [{ keyId: 'export-1', publicKey }]), 'export-1');
  assert.equal(
    verifyExportSignature(bin, sig, [{ keyId: 'export-1', publicKey: p256.getPublicKey(secretKey) }]),
    'export-1',
  );
});

test('RFC 6979 A.2.5 holds: the P-256 signature of "sample" is the published one', () => {
  const scalar = fromHex('c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721');
  const [list] = [...readFields(signExport(utf8('sample'), scalar, info))];
  const der = [...readFields(list!.value as Uint8Array)][3]!.value as Uint8Array;
  const { r, s } = p256.Signature.fromBytes(der, 'der');
  assert.equal(r.toString(16), 'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716');
  const published = BigInt('0xf7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8');
  assert.equal(s, p256.Point.Fn.ORDER - published);
});

test('a file verifies only whole, unaltered and under a known key', () => {
  const bin = encodeKeyExport(someExport([]));
  const zip = exportFile(bin, secretKey, info);
  const keys = [{ keyId: 'export-1', publicKey }];
  const read = readExportFile(zip, keys);
  assert.deepEqual(read.bin, bin);
  assert.equal(read.keyId, 'export-1');
  const sig = signExport(bin, secretKey, info);
  const flipped = bin.map((byte, i) => (i === bin.length - 1 ? byte ^ 1 : byte));
  altered('signature', () => readExportFile(zipSync({ 'export.bin': flipped, 'export.sig': sig }), keys));
  altered('signature', () => readExportFile(zip, []));
  altered('signature', () => readExportFile(zipSync({ 'export.bin': bin, 'export.sig': new Uint8Array(3) }), keys));
  altered('zip', () => readExportFile(zipSync({ 'export.bin': bin }), keys));
  altered('zip', () => readExportFile(zip.subarray(0, 40), keys));
  altered('zip', () => readExportFile(new Uint8Array(0), keys));
  const junk = utf8('EK Export v9    ');
  altered('content', () => readExportFile(exportFile(junk, secretKey, info), keys));
  const other = { ...info, algorithm: '1.2.3' };
  altered('signature', () => readExportFile(exportFile(bin, secretKey, other), keys));
});

test('a zip that would unpack to too much is refused', () => {
  const bomb = zipSync({ 'export.bin': new Uint8Array(65 * 1024 * 1024), 'export.sig': new Uint8Array(1) });
  assert.ok(bomb.length < 1_000_000);
  altered('zip', () => readExportFile(bomb, [{ keyId: 'export-1', publicKey }]));
});

test('a file is stored, dated 1980 in every time zone, and the same bytes every time', () => {
  const bin = encodeKeyExport(someExport([]));
  const zone = process.env.TZ;
  const files = ['UTC', 'Pacific/Auckland', 'America/New_York'].map((other) => {
    process.env.TZ = other;
    return toHex(exportFile(bin, secretKey, info));
  });
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
  assert.equal(new Set(files).size, 1);
  const zip = fromHex(files[0]!);
  // Local file header: method 0 at 8, time and date at 10 (0x0021 is 1 January 1980).
  assert.equal(toHex(zip.subarray(8, 14)), '000000002100');
  assert.ok(files[0]!.includes(toHex(bin)));
});

test('a file is named by its sequence and its content', () => {
  assert.equal(exportFileName(12, 'ab'.repeat(32)), '12-abababababababab.zip');
});
