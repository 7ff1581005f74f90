/**
 * The few protobuf encodings that the generated classes cannot give: bytes that must travel exactly as they were
 * stored, and messages whose well-known types (`Any`, `Timestamp`) come without declarations.
 */

/** A varint (unsigned, base 128, least significant group first). */
export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt(value);
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** A length-delimited field; nothing at all for an empty value, as proto3 asks. */
export function bytesField(number: number, value: Uint8Array | string): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return bytes.length === 0 ? Buffer.alloc(0) : messageField(number, bytes);
}

/** A length-delimited field that is written even when it is empty: a sub-message, an element of a list, a `oneof`. */
export function messageField(number: number, value: Uint8Array): Buffer {
  return Buffer.concat([varint((number << 3) | 2), varint(value.length), value]);
}

/** An integer or boolean field; nothing at all for zero. */
export function varintField(number: number, value: number | bigint | boolean): Buffer {
  const integer = BigInt(value);
  return integer === 0n ? Buffer.alloc(0) : Buffer.concat([varint(number << 3), varint(integer)]);
}

/** `google.protobuf.Timestamp`. */
export function timestampBytes(at: Date): Buffer {
  const milliseconds = at.getTime();
  const seconds = Math.floor(milliseconds / 1000);
  return Buffer.concat([varintField(1, seconds), varintField(2, (milliseconds - seconds * 1000) * 1_000_000)]);
}

/**
 * `google.rpc.Status` with its details, each packed into an `Any`.
 * @param details serialized messages with the full name of their type
 */
export function statusBytes(code: number, message: string, details: { type: string; value: Uint8Array }[]): Buffer {
  const packed = details.map(({ type, value }) =>
    messageField(3, Buffer.concat([bytesField(1, `type.googleapis.com/${type}`), bytesField(2, value)])),
  );
  return Buffer.concat([varintField(1, code), bytesField(2, message), ...packed]);
}
