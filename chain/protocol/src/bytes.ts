import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';

/** Bytes that own their memory, as Web Crypto, Web Bluetooth and IndexedDB want them. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const HEX = /^[0-9a-f]*$/;

/** Lower-case hex of bytes, the form of all bytes in JSON. */
export function toHex(bytes: Uint8Array): string {
  return bytesToHex(bytes);
}

/**
 * Bytes of lower-case hex.
 *
 * @throws RangeError for anything else (upper case too: one value has one spelling) or, with `length` given, another number of bytes.
 */
export function fromHex(hex: string, length?: number): Bytes {
  if (hex.length % 2 !== 0 || !HEX.test(hex)) throw new RangeError('not lower-case hex');
  if (length !== undefined && hex.length !== 2 * length) {
    throw new RangeError(`expected ${length} bytes, got ${hex.length / 2}`);
  }
  return hexToBytes(hex);
}

/** UTF-8 bytes of a text. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/**
 * The text of UTF-8 bytes.
 *
 * @throws TypeError when the bytes are not UTF-8.
 */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** The parts one after another, however many (`concat` takes them as arguments, of which an engine bears some ten thousands). */
export function concatAll(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The parts one after another. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  return concatAll(parts);
}

/** Whether two byte strings are equal, in a time that depends on their length alone (for secrets and authentication tags). */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!;
  return difference === 0;
}

/** Order of byte strings, byte by byte, a prefix before what it begins; the order in which roots, answers and keys are sorted. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  for (let i = 0; i < shorter; i++) {
    if (a[i] !== b[i]) return a[i]! - b[i]!;
  }
  return a.length - b.length;
}

function checkedInteger(value: number, bits: number): number {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** bits) {
    throw new RangeError(`${value} is no unsigned integer of ${bits} bits`);
  }
  return value;
}

/** One byte. @throws RangeError outside 0..255. */
export function u8(value: number): Bytes {
  return Uint8Array.of(checkedInteger(value, 8));
}

/** Two bytes, big endian. @throws RangeError outside 0..2^16-1. */
export function u16be(value: number): Bytes {
  checkedInteger(value, 16);
  return Uint8Array.of(value >>> 8, value & 255);
}

/** Four bytes, big endian. @throws RangeError outside 0..2^32-1. */
export function u32be(value: number): Bytes {
  checkedInteger(value, 32);
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/** The two bytes at `offset`, big endian. @throws RangeError past the end. */
export function readU16be(bytes: Uint8Array, offset: number): number {
  return viewOf(bytes).getUint16(offset);
}

/** The four bytes at `offset`, big endian. @throws RangeError past the end. */
export function readU32be(bytes: Uint8Array, offset: number): number {
  return viewOf(bytes).getUint32(offset);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
