import { X509Certificate } from 'node:crypto';
import { z } from 'zod';

/** What the ledger reads from a member's certificate. */
export type MemberCertificate = {
  readonly x509: X509Certificate;
  /** Organisational units: Fabric's node roles `client`, `peer`, `admin`, `orderer`. */
  readonly units: readonly string[];
  /** Attribute `role`, which the organisation's CA has signed. */
  readonly role: string | undefined;
};

/** Fabric's attribute extension 1.2.3.4.5.6.7.8.1 as a DER OBJECT IDENTIFIER. */
const attributesOid = Buffer.from('06082a03040506070801', 'hex');
const attributes = z.object({ attrs: z.record(z.string(), z.string()) });
const octetString = 0x04;
const maxCached = 1000;

const cache = new Map<string, MemberCertificate | undefined>();

/** Content of the DER element at an offset whose tag is given; undefined when another stands there. */
function derContent(bytes: Buffer, offset: number, tag: number): Buffer | undefined {
  if (bytes[offset] !== tag) return undefined;
  const first = bytes[offset + 1] ?? 0;
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  if (lengthBytes > 3) return undefined;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(offset + 2, lengthBytes);
  const start = offset + 2 + lengthBytes;
  return start + length <= bytes.length ? bytes.subarray(start, start + length) : undefined;
}

function roleOf(der: Buffer): string | undefined {
  const at = der.indexOf(attributesOid);
  if (at < 0) return undefined;
  const text = derContent(der, at + attributesOid.length, octetString)?.toString('utf8');
  if (text === undefined) return undefined;
  try {
    return attributes.parse(JSON.parse(text)).attrs.role;
  } catch {
    return undefined;
  }
}

function read(pem: string): MemberCertificate | undefined {
  try {
    const x509 = new X509Certificate(pem);
    const units = [...x509.subject.matchAll(/^OU=(.*)$/gm)].map((match) => match[1] ?? '');
    return { x509, units, role: roleOf(x509.raw) };
  } catch {
    return undefined;
  }
}

/**
 * Reads a certificate; undefined when it is none. Kept by its text, since every block repeats the same few and reading
 * one takes 75 µs.
 */
export function readCertificate(pem: string): MemberCertificate | undefined {
  if (!cache.has(pem)) {
    if (cache.size >= maxCached) cache.clear();
    cache.set(pem, read(pem));
  }
  return cache.get(pem);
}
