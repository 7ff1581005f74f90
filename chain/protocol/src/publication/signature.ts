import { ed25519 } from '@noble/curves/ed25519.js';
import { type Bytes, concat, utf8 } from '../bytes.ts';
import { label, labelledHash } from '../label.ts';

/** Salted digest of a publication's slots: SHA-256(label('publication-keys') ‖ salt 32 ‖ slots 720). @throws RangeError for other sizes. */
export function publicationDigest(salt: Uint8Array, slots: Uint8Array): Bytes {
  if (salt.length !== 32 || slots.length !== 720) throw new RangeError('salt has 32, slots have 720 bytes');
  return labelledHash('publication-keys', salt, slots);
}

/** What a publication's signature speaks of. */
export interface PublicationStatement {
  readonly channel: string;
  /** Authorisation id, 16 bytes. */
  readonly authorisation: Uint8Array;
  /** {@link publicationDigest}, 32 bytes. */
  readonly digest: Uint8Array;
}

/** The signed bytes: label('publication') ‖ channel ‖ 0x00 ‖ authorisation id ‖ digest. */
function signedBytes({ channel, authorisation, digest }: PublicationStatement): Bytes {
  if (authorisation.length !== 16 || digest.length !== 32) throw new RangeError('id has 16, digest has 32 bytes');
  return concat(label('publication'), utf8(channel), Uint8Array.of(0), authorisation, digest);
}

/** Signs a publication with the code's keys (`verificationKeys`), 64 bytes. */
export function signPublication(keys: { sign(message: Uint8Array): Bytes }, statement: PublicationStatement): Bytes {
  return keys.sign(signedBytes(statement));
}

/** Whether the signature is the authorised one-time key's over exactly this publication (Ed25519, RFC 8032, not ZIP 215). */
export function verifyPublication(
  publicKey: Uint8Array,
  statement: PublicationStatement,
  signature: Uint8Array,
): boolean {
  try {
    return ed25519.verify(signature, signedBytes(statement), publicKey, { zip215: false });
  } catch {
    // noble throws for a public key that is no point; for the ledger that is just a signature that does not verify.
    return false;
  }
}
