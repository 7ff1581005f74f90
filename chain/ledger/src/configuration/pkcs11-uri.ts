/**
 * Where a private key stands that never leaves its token, as a PKCS#11 URI (RFC 7512). Of its attributes `token`, `id` and `type`
 * are taken, and of its query `module-path` and `pin-source`; anything else is refused, `pin-value` above all.
 */
export type Pkcs11Key = {
  /** Label of the token. */
  readonly token: string;
  /** Path of the token's PKCS#11 library. */
  readonly modulePath: string;
  /** Where the PIN stands: a file, or an environment variable. */
  readonly pin: { readonly file: string } | { readonly variable: string };
  /** `CKA_ID` of the key; without it the subject key identifier of the certificate, as Fabric's tools set it. */
  readonly id: Uint8Array | undefined;
};

const scheme = 'pkcs11:';

/** Whether a key setting leads to a token and not to a file. */
export function isPkcs11(key: string): boolean {
  return key.startsWith(scheme);
}

type Attributes = Map<string, string>;

function attributesOf(text: string, separator: string, known: readonly string[]): Attributes {
  const attributes: Attributes = new Map();
  for (const part of text.split(separator).filter((each) => each !== '')) {
    const at = part.indexOf('=');
    const name = at < 0 ? part : part.slice(0, at);
    if (name === 'pin-value') throw new Error('`pin-value` is refused: a PIN does not stand in a configuration');
    if (!known.includes(name) || at < 0) throw new Error(`attribute \`${name}\` is not known here`);
    if (attributes.has(name)) throw new Error(`attribute \`${name}\` stands there twice`);
    attributes.set(name, part.slice(at + 1));
  }
  return attributes;
}

function decoded(attributes: Attributes, name: string): string | undefined {
  const value = attributes.get(name);
  if (value === undefined) return undefined;
  try {
    return decodeURIComponent(value);
  } catch {
    throw new Error(`attribute \`${name}\` is not percent-encoded as it should be`);
  }
}

function needed(attributes: Attributes, name: string): string {
  const value = decoded(attributes, name);
  if (value === undefined || value === '') throw new Error(`attribute \`${name}\` is missing`);
  return value;
}

/** `id` is binary: each byte is percent-encoded or an ASCII character (RFC 7512, 2.3). */
function bytesOf(text: string | undefined): Uint8Array | undefined {
  if (text === undefined) return undefined;
  if (!/^(?:%[0-9a-fA-F]{2}|[\w.~-])+$/.test(text)) throw new Error('attribute `id` is not percent-encoded bytes');
  const parts = text.match(/%..|./g) ?? [];
  return Uint8Array.from(
    parts.map((part) => (part.length === 3 ? Number.parseInt(part.slice(1), 16) : part.charCodeAt(0))),
  );
}

function pinOf(source: string): Pkcs11Key['pin'] {
  const variable = /^env:([A-Za-z_]\w*)$/.exec(source)?.[1];
  if (variable !== undefined) return { variable };
  const file = /^(?:file:(?:\/\/)?)?(\/.+)$/.exec(source)?.[1];
  if (file !== undefined) return { file };
  throw new Error('`pin-source` is neither `file:/absolute/path` nor `env:NAME`');
}

/** Parses a PKCS#11 URI. @throws Error with a clause that says what is wrong; it quotes no value. */
export function parsePkcs11Uri(uri: string): Pkcs11Key {
  const [path = '', query = ''] = uri.slice(scheme.length).split('?', 2);
  const key = attributesOf(path, ';', ['token', 'id', 'type']);
  const access = attributesOf(query, '&', ['module-path', 'pin-source']);
  if ((key.get('type') ?? 'private') !== 'private') throw new Error('`type` is not `private`');
  return {
    token: needed(key, 'token'),
    modulePath: needed(access, 'module-path'),
    pin: pinOf(needed(access, 'pin-source')),
    id: bytesOf(key.get('id')),
  };
}
