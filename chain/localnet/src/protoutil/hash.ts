/** Fabric's hashes: SHA-256 over the bytes that `data/fabric` §1 names. */
import { createHash } from 'node:crypto';

/** SHA-256 over the concatenation of the parts. */
export function sha256(...parts: (Uint8Array | string)[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** The transaction id: lower-case hex of `sha256(nonce ‖ creator)`. */
export function transactionId(nonce: Uint8Array, creator: Uint8Array): string {
  return sha256(nonce, creator).toString('hex');
}

/** `BlockHeader.data_hash`: over the envelopes one after the other, without lengths. */
export function blockDataHash(envelopes: Uint8Array[]): Buffer {
  return sha256(...envelopes);
}

/** The DER form of a block header, over which its hash and the orderer's signature are made. */
export function blockHeaderDer(number: bigint, previousHash: Uint8Array, dataHash: Uint8Array): Buffer {
  let hex = number.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  // DER integers are signed and minimal: a set top bit needs a leading zero byte.
  if (Number.parseInt(hex.slice(0, 2), 16) >= 0x80) hex = `00${hex}`;
  return der(0x30, Buffer.concat([der(0x02, Buffer.from(hex, 'hex')), der(0x04, previousHash), der(0x04, dataHash)]));
}

/** A block header's hash: `previous_hash` of the next block. */
export function blockHeaderHash(number: bigint, previousHash: Uint8Array, dataHash: Uint8Array): Buffer {
  return sha256(blockHeaderDer(number, previousHash, dataHash));
}

function der(tag: number, content: Uint8Array): Buffer {
  const length = content.length < 0x80 ? [content.length] : [0x81, content.length];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
