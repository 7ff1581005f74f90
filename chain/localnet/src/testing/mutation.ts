/** Structural damage to protobuf messages: fields dropped, doubled, replaced, cut, of another wire type, or new. */
import fc from 'fast-check';
import { varint } from '../protoutil/wire.ts';

/** What may be done to one field. */
export const DAMAGES = [
  'drop',
  'double',
  'replace',
  'empty',
  'cut',
  'huge',
  'wire type',
  'unknown',
  'reverse',
] as const;

/** One damage: the way down through nested messages, what is done there, and bytes to do it with. */
export type Damage = { path: number[]; kind: (typeof DAMAGES)[number]; junk: Uint8Array };

/** Any damage, at any level. */
export const damage: fc.Arbitrary<Damage> = fc.record({
  path: fc.array(fc.nat(7), { minLength: 1, maxLength: 7 }),
  kind: fc.constantFrom(...DAMAGES),
  junk: fc.uint8Array({ maxLength: 40 }),
});

type Field = { number: number; wire: number; bytes: Uint8Array };

const LENGTH_DELIMITED = 2;
const FIXED: Record<number, number | undefined> = { 1: 8, 5: 4 };
/** Ten bytes with every bit set: more than any integer holds. */
const HUGE = Buffer.from('ffffffffffffffffff01', 'hex');

/** A message with the damage done; one that has no fields becomes the junk. */
export function damaged(message: Uint8Array, { path, kind, junk }: Damage): Buffer {
  const [head = 0, ...rest] = path;
  const fields = fieldsOf(message);
  if (!fields || fields.length === 0) return Buffer.from(junk);
  const at = head % fields.length;
  const field = fields[at]!;
  const inner = field.wire === LENGTH_DELIMITED && rest.length > 0 ? fieldsOf(field.bytes) : undefined;
  const parts = fields.map(encode);
  parts[at] = inner?.length
    ? encode({ ...field, bytes: damaged(field.bytes, { path: rest, kind, junk }) })
    : broken(field, kind, junk);
  return Buffer.concat(kind === 'reverse' && !inner?.length ? parts.reverse() : parts);
}

function broken(field: Field, kind: Damage['kind'], junk: Uint8Array): Buffer {
  switch (kind) {
    case 'drop':
      return Buffer.alloc(0);
    case 'double':
      return Buffer.concat([encode(field), encode(field)]);
    case 'replace':
      return encode({ ...field, wire: LENGTH_DELIMITED, bytes: junk });
    case 'empty':
      return encode({ ...field, wire: LENGTH_DELIMITED, bytes: new Uint8Array() });
    case 'cut':
      return encode(field).subarray(0, -1);
    case 'huge':
      return Buffer.concat([varint(field.number << 3), HUGE]);
    case 'wire type':
      return Buffer.concat([varint((field.number << 3) | ((field.wire + 3) % 8)), field.bytes]);
    case 'unknown':
      return Buffer.concat([encode(field), encode({ number: 1_000, wire: LENGTH_DELIMITED, bytes: junk })]);
    case 'reverse':
      return encode(field);
  }
}

function encode({ number, wire, bytes }: Field): Buffer {
  const tag = varint((number << 3) | wire);
  return Buffer.concat(wire === LENGTH_DELIMITED ? [tag, varint(bytes.length), bytes] : [tag, bytes]);
}

/** A message's fields, or nothing when it is none. */
function fieldsOf(message: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const integer = (): number | undefined => {
    let value = 0;
    for (let shift = 0; shift < 64 && at < message.length; shift += 7) {
      const byte = message[at]!;
      at += 1;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return undefined;
  };
  while (at < message.length) {
    const tag = integer();
    if (tag === undefined || tag < 8 || tag > 0x7fffffff) return undefined;
    const wire = tag % 8;
    const start = at;
    const length = wire === LENGTH_DELIMITED ? integer() : FIXED[wire];
    if (wire === 0 ? integer() === undefined : length === undefined || at + length > message.length) return undefined;
    const from = wire === LENGTH_DELIMITED ? at : start;
    if (wire !== 0) at += length!;
    fields.push({ number: Math.floor(tag / 8), wire, bytes: message.subarray(from, at) });
  }
  return fields;
}
