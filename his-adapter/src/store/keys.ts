/**
 * The adapter's secret: one key file beside the store, from which a key for each purpose is derived (HKDF, RFC 5869).
 * Digests that link records are keyed, so that a copied store does not let anybody test a guess at a patient.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Keys in use, one for each purpose. */
export interface AdapterKeys {
  /** Keyed digest over parts, each length-prefixed so that no two lists of parts look alike. */
  digest(purpose: string, ...parts: (string | Uint8Array)[]): Uint8Array;
  /** Encrypts a text for rest (AES-256-GCM), bound to a context such as the row that holds it. */
  seal(plain: string, context: string): Uint8Array;
  /** @throws Error when the bytes were altered or belong to another context */
  open(sealed: Uint8Array, context: string): string;
}

/** Reads the key file of a directory, or makes it (0600). */
export function loadKeys(directory: string): AdapterKeys {
  const path = join(directory, 'adapter.key');
  if (!existsSync(path)) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(path, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
  }
  const root = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex');
  if (root.length !== 32) throw new Error('adapter.key does not hold 32 bytes in hex.');
  return keysFrom(root);
}

/** Keys from a root secret of 32 bytes. */
export function keysFrom(root: Uint8Array): AdapterKeys {
  const derive = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', root, new Uint8Array(), `tallystick/his-adapter/${purpose}`, 32));
  const sealing = derive('seal');
  return {
    digest(purpose, ...parts) {
      const mac = createHmac('sha256', derive(`digest/${purpose}`));
      for (const part of parts) {
        const data = typeof part === 'string' ? Buffer.from(part, 'utf8') : part;
        const length = Buffer.alloc(4);
        length.writeUInt32BE(data.length);
        mac.update(length).update(data);
      }
      return new Uint8Array(mac.digest());
    },
    seal(plain, context) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(context, 'utf8'));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), body]));
    },
    open(sealed, context) {
      const data = Buffer.from(sealed);
      const decipher = createDecipheriv('aes-256-gcm', sealing, data.subarray(0, 12))
        .setAAD(Buffer.from(context, 'utf8'))
        .setAuthTag(data.subarray(12, 28));
      return Buffer.concat([decipher.update(data.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}
