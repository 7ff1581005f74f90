import { createHash } from 'node:crypto';

/** SHA-256 over parts, one after another. */
export function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** A DER element of fewer than 128 bytes. */
const element = (tag: number, content: Uint8Array): Buffer => Buffer.concat([Buffer.of(tag, content.length), content]);

/** A block header as it is hashed and signed: DER SEQUENCE { INTEGER number, OCTET STRING previous, OCTET STRING data }. */
export function headerBytes(number: number, previousHash: Uint8Array, dataHash: Uint8Array): Buffer {
  const hex = number.toString(16);
  const minimal = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  const signed = minimal[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), minimal]) : minimal;
  return element(0x30, Buffer.concat([element(0x02, signed), element(0x04, previousHash), element(0x04, dataHash)]));
}
