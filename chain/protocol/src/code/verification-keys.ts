import { ed25519 } from '@noble/curves/ed25519.js';
import { scryptAsync } from '@noble/hashes/scrypt.js';
import { type Bytes, concat, toHex, utf8 } from '../bytes.ts';
import { label, labelledHash } from '../label.ts';
import { CODE_RANDOM_SYMBOLS, parseCode } from './verification-code.ts';

/** The one-time key pair that a verification code stands for. */
export interface VerificationKeys {
  /** 32 bytes, the Ed25519 secret key; as secret as the code. */
  readonly seed: Bytes;
  /** Ed25519 public key, 32 bytes; public on the ledger. */
  readonly publicKey: Bytes;
  /** Ed25519 signature (RFC 8032) over a message, 64 bytes. */
  sign(message: Uint8Array): Bytes;
}

/**
 * Derives the key pair of a code: seed = scrypt(the 15 random symbols, salt = label('code') ‖ channel, N = 2^15, r = 8, p = 1,
 * 32 bytes) (RFC 7914). Takes some tenths of a second and gives way to other work meanwhile.
 *
 * @throws TallystickError as {@link parseCode}.
 */
export async function verificationKeys(code: string, channel: string): Promise<VerificationKeys> {
  const symbols = parseCode(code).slice(0, CODE_RANDOM_SYMBOLS);
  const salt = concat(label('code'), utf8(channel));
  const seed = await scryptAsync(utf8(symbols), salt, { N: 2 ** 15, r: 8, p: 1, dkLen: 32 });
  return keysOfSeed(seed);
}

/** The Ed25519 key pair of a 32-byte seed. */
export function keysOfSeed(seed: Bytes): VerificationKeys {
  return {
    seed,
    publicKey: ed25519.getPublicKey(seed),
    sign: (message) => ed25519.sign(message, seed),
  };
}

/** Id of the authorisation that is bound to a one-time public key: the first 16 bytes of the labelled SHA-256 over it, as hex. */
export function authorisationId(publicKey: Uint8Array): string {
  return toHex(labelledHash('authorisation', publicKey).subarray(0, 16));
}
