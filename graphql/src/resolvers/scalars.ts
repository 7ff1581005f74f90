import { TallystickError } from '@tallystick/protocol';
import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';

function wholeNumber(name: string, description: string, max: number): GraphQLScalarType<number, number> {
  const parse = (value: unknown): number => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max) {
      throw new TallystickError('BAD_REQUEST', { message: `${name} is a whole number from 0 to ${max}.` });
    }
    return value;
  };
  return new GraphQLScalarType<number, number>({
    name,
    description,
    serialize: parse,
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.INT ? Number(node.value) : undefined),
  });
}

function parseBytes(value: unknown): string {
  // A group of two in the expression would take ten times as long, for every hash of every path.
  if (typeof value !== 'string' || value.length % 2 !== 0 || !/^[0-9a-f]*$/.test(value)) {
    throw new TallystickError('BAD_REQUEST', { message: 'Bytes are written as lower-case hex.' });
  }
  return value;
}

/** What this service itself has written as hex; to look at every digit of every path again would cost more than writing it. */
function writtenBytes(value: unknown): string {
  if (typeof value !== 'string') throw new TallystickError('INTERNAL');
  return value;
}

/** Bytes as lower-case hex; length is the business of the field. */
export const Bytes = new GraphQLScalarType<string, string>({
  name: 'Bytes',
  description: 'Bytes as lower-case hex: one value has one spelling.',
  serialize: writtenBytes,
  parseValue: parseBytes,
  parseLiteral: (node: ValueNode) => parseBytes(node.kind === Kind.STRING ? node.value : undefined),
});

/** Unix seconds. */
export const Time = wholeNumber('Time', 'Unix time in whole seconds.', 0xffff_ffff);

/** Interval number. */
export const Enin = wholeNumber(
  'Enin',
  'Interval number of the Exposure Notification specification: floor(Unix seconds / 600).',
  0xffff_ffff,
);

/** Number of things; sums over years do not fit into GraphQL's Int of 32 bits. */
export const Count = wholeNumber('Count', 'A number of things, up to 2^53 − 1.', Number.MAX_SAFE_INTEGER);

/** Any JSON, in answers only. */
export const Json = new GraphQLScalarType<unknown, unknown>({
  name: 'Json',
  description: 'A JSON object or list whose shape the field describes.',
  serialize: (value) => value,
  parseValue: () => {
    throw new TallystickError('BAD_REQUEST');
  },
});
