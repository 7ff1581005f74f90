import { createHash } from 'node:crypto';

/** The three fields of a block's header. */
export type BlockHeader = {
  readonly number: number;
  /** Empty in block 0. */
  readonly previousHash: Uint8Array;
  readonly dataHash: Uint8Array;
};

/** SHA-256 of the parts, one after another. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}

/** DER INTEGER content of a non-negative number: minimal, signed (a leading 00 when the top bit is set). */
function integerContent(value: number): Uint8Array {
  const hex = BigInt(value).toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return bytes[0]! >= 0x80 ? Buffer.concat([Uint8Array.of(0), bytes]) : bytes;
}

/** One DER element; a header's contents stay far below 128 bytes, so the length takes one byte. */
function element(tag: number, content: Uint8Array): Uint8Array {
  if (content.length > 127) throw new RangeError('too long for a block header');
  return Buffer.concat([Uint8Array.of(tag, content.length), content]);
}

/**
 * The bytes that a header is hashed and signed as: DER SEQUENCE { INTEGER number, OCTET STRING previous hash,
 * OCTET STRING data hash } (Fabric `protoutil.BlockHeaderBytes`).
 */
export function blockHeaderBytes(header: BlockHeader): Uint8Array {
  const fields = Buffer.concat([
    element(0x02, integerContent(header.number)),
    element(0x04, header.previousHash),
    element(0x04, header.dataHash),
  ]);
  return element(0x30, fields);
}

/** Hash of a header: what the next block names as `previousHash`; that of block 0 names the network. */
export function blockHeaderHash(header: BlockHeader): Uint8Array {
  return sha256(blockHeaderBytes(header));
}

/** Hash of a block's data: over the envelopes one after another, no lengths, no tree. */
export function blockDataHash(envelopes: readonly Uint8Array[]): Uint8Array {
  return sha256(...envelopes);
}
