import { readPem } from '../configuration/pem.ts';
import { isPkcs11 } from '../configuration/pkcs11-uri.ts';
import { newSigner } from './low-s.ts';
import { openPkcs11Signer } from './pkcs11.ts';

/** Signs whole messages with the own key: ECDSA P-256 over SHA-256, DER, low-S. */
export type OwnSigner = {
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
  /** Lets go of the token's session, once what was begun is signed. */
  readonly close: () => void;
};

/**
 * Opens the key of a setting, a PEM file or a PKCS#11 URI, that belongs to a certificate.
 *
 * @throws Error when it cannot be had.
 */
export function openSigner(key: string, certificate: string): OwnSigner {
  if (isPkcs11(key)) return openPkcs11Signer(key, certificate);
  return { sign: newSigner(readPem(key, 'the own key')), close: () => undefined };
}
