import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, utf8 } from './bytes.ts';

/**
 * Domain label that every hash, signature and derivation of Tallystick begins with, so that bytes made for one purpose
 * never mean anything for another: `tallystick/v1/<name>` and a zero byte.
 */
export function label(name: string): Bytes {
  return concat(utf8(`tallystick/v1/${name}`), Uint8Array.of(0));
}

/** SHA-256 over the domain label and the parts, 32 bytes. */
export function labelledHash(name: string, ...parts: readonly Uint8Array[]): Bytes {
  return sha256(concat(label(name), ...parts));
}
