/** A bound on what a small message may claim to hold, looked at before anything is made of it. */

/**
 * Fields in one message, those of its listed sub-messages included. Ten megabytes of empty list entries, which any
 * writer may order, would become millions of objects and stop the process for half a minute.
 */
export const MAX_FIELDS = 500_000;

/** Which fields hold messages whose own fields count too. */
export type Nested = { readonly [field: number]: Nested };

const LENGTH_DELIMITED = 2;
const FIXED: Record<number, number | undefined> = { 1: 8, 5: 4 };

/**
 * Passes a message on.
 * @throws Error when it has more than {@link MAX_FIELDS} fields
 */
export function limited(bytes: Uint8Array, nested: Nested): Uint8Array {
  count(bytes, nested, 0);
  return bytes;
}

function count(bytes: Uint8Array, nested: Nested, before: number): number {
  let fields = before;
  let at = 0;
  const integer = (): number => {
    let value = 0;
    for (let shift = 0; at < bytes.length; shift += 7) {
      const byte = bytes[at]!;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return value;
  };
  while (at < bytes.length) {
    fields += 1;
    if (fields > MAX_FIELDS) throw new Error('more fields than a transaction can have');
    const tag = integer();
    if (tag % 8 !== LENGTH_DELIMITED) {
      if (tag % 8 === 0) integer();
      else at += FIXED[tag % 8] ?? 0;
      continue;
    }
    const length = integer();
    const inner = nested[Math.floor(tag / 8)];
    if (inner) fields = count(bytes.subarray(at, at + length), inner, fields);
    at += length;
  }
  return fields;
}
