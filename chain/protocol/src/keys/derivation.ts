import { ctr, ecb } from '@noble/ciphers/aes.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, utf8 } from '../bytes.ts';

const RPIK_INFO = utf8('EN-RPIK');
const AEMK_INFO = utf8('EN-AEMK');
const RPI_PREFIX = utf8('EN-RPI');

/** Rolling Proximity Identifier Key: HKDF-SHA256(TEK, no salt, "EN-RPIK", 16) (cryptography specification, "Rolling Proximity Identifier Key"). */
export function deriveRpik(tek: Uint8Array): Bytes {
  return hkdf(sha256, tek, undefined, RPIK_INFO, 16);
}

/** Associated Encrypted Metadata Key: HKDF-SHA256(TEK, no salt, "EN-AEMK", 16) ("Associated Encrypted Metadata Key"). */
export function deriveAemk(tek: Uint8Array): Bytes {
  return hkdf(sha256, tek, undefined, AEMK_INFO, 16);
}

/**
 * Rolling Proximity Identifiers of the given intervals, one after another in 16 bytes each: AES-128(RPIK, "EN-RPI" ‖ six zero bytes ‖ ENIN
 * little endian) ("Rolling Proximity Identifier"). One call of the cipher, since it expands the key each time; and one array,
 * since matching looks at millions of them.
 */
export function deriveRpiBlocks(rpik: Uint8Array, intervals: readonly number[]): Bytes {
  const blocks = new Uint8Array(16 * intervals.length);
  const view = new DataView(blocks.buffer);
  intervals.forEach((interval, i) => {
    blocks.set(RPI_PREFIX, 16 * i);
    view.setUint32(16 * i + 12, interval, true);
  });
  return intervals.length === 0 ? blocks : ecb(rpik, { disablePadding: true }).encrypt(blocks);
}

/** {@link deriveRpiBlocks} as 16 bytes for each interval, in their order. */
export function deriveRpis(rpik: Uint8Array, intervals: readonly number[]): Bytes[] {
  const blocks = deriveRpiBlocks(rpik, intervals);
  return intervals.map((_, i) => blocks.slice(16 * i, 16 * i + 16));
}

/** Rolling Proximity Identifier of one interval, 16 bytes. */
export function deriveRpi(rpik: Uint8Array, interval: number): Bytes {
  return deriveRpis(rpik, [interval])[0]!;
}

/**
 * Associated Encrypted Metadata: AES-128-CTR(AEMK, counter block RPI, metadata), 4 bytes ("Associated Encrypted
 * Metadata"). The same call decrypts.
 */
export function cryptMetadata(aemk: Uint8Array, rpi: Uint8Array, metadata: Uint8Array): Bytes {
  return ctr(aemk, rpi).encrypt(metadata);
}
