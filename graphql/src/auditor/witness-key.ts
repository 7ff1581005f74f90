import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { z } from 'zod';
import { readOrCreateSecret } from '../secret-file.ts';

/** The key that statements are signed with. */
export type WitnessKey = {
  /** Ed25519 public key, hex: what phones pin. */
  readonly publicKey: string;
  /** Ed25519 secret key (RFC 8032), 32 bytes. */
  readonly secretKey: Uint8Array;
};

const keyFile = z.strictObject({ kind: z.literal('witness-key'), secretKey: z.string().regex(/^[0-9a-f]{64}$/) });

/** PKCS #8 frame of a raw Ed25519 secret key (RFC 8410, 7). */
const pkcs8Frame = '302e020100300506032b657004220420';

function publicKeyOf(secretKey: string): string {
  const der = Buffer.from(pkcs8Frame + secretKey, 'hex');
  const jwk = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({ format: 'jwk' });
  return Buffer.from(jwk.x ?? '', 'base64url').toString('hex');
}

/** Reads the witness key from its file, which is made (0600) if it is not there. */
export function readWitnessKey(file: string): WitnessKey {
  const text = readOrCreateSecret(file, () => {
    const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
    return JSON.stringify({ kind: 'witness-key', secretKey: Buffer.from(jwk.d ?? '', 'base64url').toString('hex') });
  });
  const { secretKey } = keyFile.parse(JSON.parse(text));
  return { publicKey: publicKeyOf(secretKey), secretKey: Uint8Array.from(Buffer.from(secretKey, 'hex')) };
}

/** Public key (hex) of the file's key, which is made if it is not there. */
export function ensureWitnessKey(file: string): string {
  return readWitnessKey(file).publicKey;
}
