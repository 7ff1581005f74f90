import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concat, fromHex, toHex } from '../bytes.ts';
import {
  asBytes,
  asNumber,
  bytesField,
  fixed64Field,
  fromZigzag,
  readFields,
  signedField,
  varintField,
} from './wire.ts';

const read = (bytes: Uint8Array) => [...readFields(bytes)];

test('fields are written as the encoding guide shows', () => {
  assert.equal(toHex(varintField(1, 150)), '089601');
  assert.equal(toHex(bytesField(2, 'testing')), '120774657374696e67');
  assert.equal(toHex(signedField(6, -1)), '3001');
  assert.equal(toHex(fixed64Field(1, 1)), '090100000000000000');
  for (const value of [-1, 0.5, 2 ** 53]) assert.throws(() => varintField(1, value), RangeError);
});

test('every field comes back', () => {
  const number = fc.nat({ max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5_000 }), number, number, fc.uint8Array(), (field, a, b, bytes) => {
      const message = concat(varintField(field, a), fixed64Field(field, b), bytesField(field, bytes));
      assert.deepEqual(
        read(message).map(({ value }) => value),
        [a, b, bytes],
      );
    }),
  );
});

test('zigzag comes back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), (n) => {
      const [field] = read(signedField(6, n));
      assert.equal(fromZigzag(Number(field!.value)), n);
    }),
  );
});

test('what is no message is refused and never read past its end', () => {
  const wrong = [
    '08',
    '0a05',
    '0a0501',
    '09ff',
    '0d00',
    '0b',
    '0c',
    '00',
    '0e',
    'ffffffffff7f00',
    `08${'ff'.repeat(10)}01`,
  ];
  for (const hex of wrong) assert.throws(() => read(fromHex(hex)), RangeError, hex);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        read(bytes);
      } catch (error) {
        assert.ok(error instanceof RangeError);
      }
    }),
  );
});

test('a negative int32 and a huge varint are read as too great, not as something else', () => {
  const [field] = read(fromHex('08ffffffffffffffffff01'));
  assert.ok(Number(field!.value) > Number.MAX_SAFE_INTEGER);
  assert.throws(() => asNumber(field!.value, 0, Number.MAX_SAFE_INTEGER), RangeError);
});

test('a value of another type is refused', () => {
  assert.throws(() => asNumber(new Uint8Array(1), 0, 1), RangeError);
  assert.throws(() => asNumber(2, 0, 1), RangeError);
  assert.throws(() => asBytes(1), RangeError);
});
