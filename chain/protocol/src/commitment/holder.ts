import { ed25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Bytes } from '../bytes.ts';
import { label } from '../label.ts';

/** The key pair that one leaf names as its holder, used for nothing else: shown twice, it would link two proofs. */
export interface HolderKeys {
  /** Ed25519 public key, 32 bytes. */
  readonly publicKey: Bytes;
  /** Ed25519 signature (RFC 8032), 64 bytes. */
  sign(message: Uint8Array): Bytes;
}

/** What a leaf keeps secret, all derived from one leaf secret: so the phone stores 32 bytes a leaf. */
export interface LeafSecrets {
  /** 16 bytes that make the leaf impossible to guess; shown in a proof. */
  readonly salt: Bytes;
  readonly holder: HolderKeys;
}

/** Bytes of a leaf secret. */
export const LEAF_SECRET_BYTES = 32;

/** Derives salt and holder keys of a leaf from its 32 random bytes: HKDF-SHA256(secret, no salt, label('leaf-salt' | 'leaf-holder')). */
export function deriveLeafSecrets(leafSecret: Uint8Array): LeafSecrets {
  if (leafSecret.length !== LEAF_SECRET_BYTES) throw new RangeError(`a leaf secret has ${LEAF_SECRET_BYTES} bytes`);
  const seed = hkdf(sha256, leafSecret, undefined, label('leaf-holder'), 32);
  return {
    salt: hkdf(sha256, leafSecret, undefined, label('leaf-salt'), 16),
    holder: { publicKey: ed25519.getPublicKey(seed), sign: (message) => ed25519.sign(message, seed) },
  };
}
