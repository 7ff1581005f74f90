import {
  type ArgumentOf,
  type CanonicalValue,
  canonicalJson,
  fromUtf8,
  type PrivateOf,
  TallystickError,
  type TransactionFunction,
  type TransactionName,
  transactionFunctions,
  transientField,
} from '@tallystick/protocol';

/** Largest public argument, in characters: 500 names of a purge fit. */
const maxArgumentLength = 65_536;
/** Largest private value, in bytes: 4,096 roots or answers fit. */
const maxPrivateLength = 524_288;

/**
 * The one public argument of a transaction function. Only canonical JSON is taken, so that one request has one spelling.
 *
 * @throws TallystickError `BAD_REQUEST` (or `ROOT_LENGTH`) with the field at fault, never its value.
 */
export function parseArgument<N extends TransactionName>(name: N, texts: readonly string[]): ArgumentOf<N> {
  const [text] = texts;
  if (text === undefined || texts.length > 1 || text.length > maxArgumentLength)
    throw new TallystickError('BAD_REQUEST');
  return parseCanonical(transactionFunctions[name].argument, text) as ArgumentOf<N>;
}

/**
 * The one transient field `private` of a transaction function, or nothing at all where it takes none.
 *
 * @throws TallystickError as {@link parseArgument}; the field begins with `private`.
 */
export function parsePrivate<N extends TransactionName>(
  name: N,
  transient: ReadonlyMap<string, Uint8Array>,
): PrivateOf<N> {
  const described: TransactionFunction = transactionFunctions[name];
  const unexpected = [...transient.keys()].some((field) => field !== transientField || described.private === undefined);
  if (unexpected) throw badPrivate();
  if (described.private === undefined) return undefined as PrivateOf<N>;
  const bytes = transient.get(transientField);
  if (bytes === undefined || bytes.length > maxPrivateLength) throw badPrivate();
  return parseCanonical(described.private, utf8Text(bytes), transientField) as PrivateOf<N>;
}

function badPrivate(): TallystickError {
  return new TallystickError('BAD_REQUEST', { field: transientField });
}

function utf8Text(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch {
    throw badPrivate();
  }
}

function parseCanonical(schema: TransactionFunction['argument'], text: string, prefix?: string): unknown {
  const refuse = (path: readonly PropertyKey[]): TallystickError =>
    refusal(prefix === undefined ? path : [prefix, ...path]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse([]);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw refuse(parsed.error.issues[0]?.path ?? []);
  if (canonicalJson(parsed.data as CanonicalValue) !== text) throw refuse([]);
  return parsed.data;
}

/** Names of commitment roots in arguments and private values. */
const rootFields = new Set<PropertyKey | undefined>(['root', 'roots']);
/** What may stand in an error: names of our own schemas and positions, nothing that a client could smuggle in. */
const safeField = /^[\w.[\]]{1,128}$/;

function refusal(path: readonly PropertyKey[]): TallystickError {
  const field = path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`))
    .join('');
  const aboutRoot = path.some((part) => rootFields.has(part)) && path.at(-1) !== 'roots';
  return new TallystickError(aboutRoot ? 'ROOT_LENGTH' : 'BAD_REQUEST', safeField.test(field) ? { field } : {});
}
