import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  compareBytes,
  concat,
  concatAll,
  equalBytes,
  fromHex,
  fromUtf8,
  readU16be,
  readU32be,
  toHex,
  u8,
  u16be,
  u32be,
  utf8,
} from './bytes.ts';

test('hex goes there and back, and is what Buffer writes', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      assert.equal(toHex(bytes), Buffer.from(bytes).toString('hex'));
      assert.deepEqual(fromHex(toHex(bytes)), Uint8Array.from(bytes));
    }),
  );
});

test('hex has one spelling: upper case, odd length and foreign symbols are refused', () => {
  for (const text of ['AB', 'abc', 'zz', '0x00', ' 00']) assert.throws(() => fromHex(text), RangeError, text);
  assert.throws(() => fromHex('abcd', 3), RangeError);
  assert.deepEqual(fromHex('abcd', 2), Uint8Array.of(0xab, 0xcd));
});

test('text goes there and back, and what is not UTF-8 is refused', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => assert.equal(fromUtf8(utf8(text)), text)));
  assert.throws(() => fromUtf8(Uint8Array.of(0xff)), TypeError);
});

test('parts are joined in order, however many', () => {
  assert.deepEqual(concat(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)), Uint8Array.of(1, 2, 3));
  assert.equal(concatAll(Array.from({ length: 300_000 }, () => Uint8Array.of(7))).length, 300_000);
});

test('equality looks at every byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, at, flip) => {
      const other = Uint8Array.from(bytes);
      assert.ok(equalBytes(bytes, other));
      other[at % other.length]! ^= flip;
      assert.ok(!equalBytes(bytes, other));
      assert.ok(!equalBytes(bytes, bytes.subarray(1)));
    }),
  );
});

test('the order of bytes is the order of their hex', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 4 }), fc.uint8Array({ maxLength: 4 }), (a, b) => {
      const [x, y] = [toHex(a), toHex(b)];
      assert.equal(Math.sign(compareBytes(a, b)), x < y ? -1 : x > y ? 1 : 0);
    }),
  );
});

test('integers are big endian, and refused outside their range', () => {
  fc.assert(fc.property(fc.nat(0xffff_ffff), (n) => assert.equal(readU32be(concat(u8(9), u32be(n)), 1), n)));
  fc.assert(fc.property(fc.nat(0xffff), (n) => assert.equal(readU16be(u16be(n), 0), n)));
  assert.deepEqual(u32be(0x01020304), Uint8Array.of(1, 2, 3, 4));
  for (const wrong of [-1, 1.5, 2 ** 32, Number.NaN]) assert.throws(() => u32be(wrong), RangeError);
  assert.throws(() => u16be(2 ** 16), RangeError);
  assert.throws(() => u8(256), RangeError);
  assert.throws(() => readU32be(new Uint8Array(3), 0), RangeError);
});
