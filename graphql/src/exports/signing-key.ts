import { createECDH, createHash } from 'node:crypto';
import { z } from 'zod';
import { readOrCreateSecret } from '../secret-file.ts';

/** The key that export files are signed with. */
export type ExportSigningKey = {
  readonly keyId: string;
  /** P-256 point, uncompressed SEC 1, hex: as an `exportKey` policy names it. */
  readonly publicKey: string;
  /** P-256 scalar, 32 bytes. */
  readonly secretKey: Uint8Array;
};

const keyFile = z.strictObject({ kind: z.literal('export-key'), secretKey: z.string().regex(/^[0-9a-f]{64}$/) });

function publicKeyOf(secretKey: Uint8Array): string {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(secretKey);
  return ecdh.getPublicKey('hex', 'uncompressed');
}

/** Reads the export signing key from its file, which is made (0600) if it is not there. */
export function readExportKey(file: string): ExportSigningKey {
  const text = readOrCreateSecret(file, () => {
    const secretKey = createECDH('prime256v1');
    secretKey.generateKeys();
    return JSON.stringify({ kind: 'export-key', secretKey: secretKey.getPrivateKey('hex').padStart(64, '0') });
  });
  const secretKey = Uint8Array.from(Buffer.from(keyFile.parse(JSON.parse(text)).secretKey, 'hex'));
  const publicKey = publicKeyOf(secretKey);
  const name = createHash('sha256').update(Buffer.from(publicKey, 'hex')).digest('hex').slice(0, 16);
  return { keyId: `export-${name}`, publicKey, secretKey };
}

/** What an operator proposes as `exportKey` policy: name and public key of the file's key, which is made if it is not there. */
export function ensureExportKey(file: string): { keyId: string; publicKey: string } {
  const { keyId, publicKey } = readExportKey(file);
  return { keyId, publicKey };
}
