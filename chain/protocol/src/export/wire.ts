import { type Bytes, concat, utf8 } from '../bytes.ts';

/** Wire types of Protocol Buffers that exist (groups, 3 and 4, are long deprecated and refused). */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH_DELIMITED = 2;
const FIXED32 = 5;

function varint(value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no unsigned integer`);
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  bytes.push(rest);
  return bytes;
}

/** A field of a non-negative int32, uint32 or enum. */
export function varintField(field: number, value: number): Bytes {
  return Uint8Array.from([...varint(field * 8 + VARINT), ...varint(value)]);
}

/** A field of a sint32 (zigzag). */
export function signedField(field: number, value: number): Bytes {
  return varintField(field, value < 0 ? -2 * value - 1 : 2 * value);
}

/** A field of a fixed64, little endian. */
export function fixed64Field(field: number, value: number): Bytes {
  const bytes = Uint8Array.from([...varint(field * 8 + FIXED64), 0, 0, 0, 0, 0, 0, 0, 0]);
  new DataView(bytes.buffer).setBigUint64(bytes.length - 8, BigInt(value), true);
  return bytes;
}

/** A field of bytes, text or an embedded message. */
export function bytesField(field: number, value: Uint8Array | string): Bytes {
  const bytes = typeof value === 'string' ? utf8(value) : value;
  return concat(Uint8Array.from([...varint(field * 8 + LENGTH_DELIMITED), ...varint(bytes.length)]), bytes);
}

/** One field as it stands in a message: a number (varint, fixed) or bytes (length-delimited). */
export interface WireField {
  readonly field: number;
  /** Exact up to 2^53; a greater one is only known to be greater. */
  readonly value: number | Uint8Array;
}

/** Undoes zigzag. */
export function fromZigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
}

/**
 * The fields of a message in their order, unknown ones included (Protocol Buffers, "Encoding").
 *
 * @throws RangeError for anything that is no message: cut short, an overlong varint, a group, field number 0.
 */
export function* readFields(message: Uint8Array): Generator<WireField> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let i = 0; i < 10; i++) {
      const byte = view.getUint8(at++);
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) return value;
    }
    throw new RangeError('overlong varint');
  };
  while (at < message.length) {
    const tag = readVarint();
    const field = Math.floor(tag / 8);
    if (field < 1 || tag > 0xffff_ffff) throw new RangeError('no such field number');
    switch (tag % 8) {
      case VARINT:
        yield { field, value: readVarint() };
        break;
      case FIXED64:
        yield { field, value: Number(view.getBigUint64(at, true)) };
        at += 8;
        break;
      case FIXED32:
        yield { field, value: view.getUint32(at, true) };
        at += 4;
        break;
      case LENGTH_DELIMITED: {
        const length = readVarint();
        if (length > message.length - at) throw new RangeError('field reaches past the end of its message');
        yield { field, value: message.subarray(at, at + length) };
        at += length;
        break;
      }
      default:
        throw new RangeError('unknown wire type');
    }
  }
}

/** The value as a number in a range. @throws RangeError for bytes or a number outside. */
export function asNumber(value: number | Uint8Array, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < min || value > max) {
    throw new RangeError(`not a number in ${min}..${max}`);
  }
  return value;
}

/** The value as bytes. @throws RangeError for a number. */
export function asBytes(value: number | Uint8Array): Uint8Array {
  if (typeof value === 'number') throw new RangeError('not bytes');
  return value;
}
