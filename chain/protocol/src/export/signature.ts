import { p256 } from '@noble/curves/nist.js';
import { type Bytes, concat } from '../bytes.ts';
import { decodeSignatureInfo, encodeSignatureInfo, SIGNATURE_ALGORITHM, type SignatureInfo } from './export-format.ts';
import { asBytes, bytesField, readFields, varintField } from './wire.ts';

/** A key that may sign exports. */
export interface ExportVerificationKey {
  readonly keyId: string;
  /** P-256 point, SEC 1, compressed or not. */
  readonly publicKey: Uint8Array;
}

/**
 * `export.sig` (TEKSignatureList) over the whole of `export.bin`: ECDSA P-256 with SHA-256, deterministic (RFC 6979), low S, DER. So every
 * replica with the key makes the same bytes.
 *
 * @param secretKey - P-256 scalar, 32 bytes.
 */
export function signExport(bin: Uint8Array, secretKey: Uint8Array, info: SignatureInfo): Bytes {
  const signature = p256.sign(bin, secretKey, { format: 'der', lowS: true, extraEntropy: false });
  const tekSignature = concat(
    bytesField(1, encodeSignatureInfo(info)),
    varintField(2, 1),
    varintField(3, 1),
    bytesField(4, signature),
  );
  return bytesField(1, tekSignature);
}

interface TekSignature {
  readonly info: SignatureInfo;
  readonly signature: Uint8Array;
}

function readSignature(message: Uint8Array): TekSignature {
  const parts = new Map<number, Uint8Array>();
  for (const { field, value } of readFields(message)) {
    if (field === 1 || field === 4) parts.set(field, asBytes(value));
  }
  return { info: decodeSignatureInfo(parts.get(1) ?? new Uint8Array()), signature: parts.get(4) ?? new Uint8Array() };
}

/**
 * The name of the first given key whose signature over `bin` stands in `sig`; null when there is none. High S is accepted: other servers
 * make it, and what counts here is the digest on the ledger.
 */
export function verifyExportSignature(
  bin: Uint8Array,
  sig: Uint8Array,
  keys: readonly ExportVerificationKey[],
): string | null {
  try {
    for (const { field, value } of readFields(sig)) {
      if (field !== 1) continue;
      const { info, signature } = readSignature(asBytes(value));
      if (info.algorithm !== SIGNATURE_ALGORITHM) continue;
      const key = keys.find(({ keyId }) => keyId === info.keyId);
      if (key !== undefined && p256.verify(signature, bin, key.publicKey, { format: 'der', lowS: false })) {
        return key.keyId;
      }
    }
  } catch {
    // A list that cannot be read, or a signature that is no DER, proves as little as none.
  }
  return null;
}
