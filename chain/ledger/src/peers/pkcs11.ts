import { createHash, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type HSMSignerFactory, signers } from '@hyperledger/fabric-gateway';
import { type Pkcs11Key, parsePkcs11Uri } from '../configuration/pkcs11-uri.ts';
import type { OwnSigner } from './signer.ts';

/** A PKCS#11 library is initialised once in a process and serves every session of it. */
const factories = new Map<string, HSMSignerFactory>();

function factoryOf(modulePath: string): HSMSignerFactory {
  const known = factories.get(modulePath);
  if (known !== undefined) return known;
  try {
    createRequire(import.meta.url).resolve('pkcs11js');
  } catch (cause) {
    throw new Error('the optional package `pkcs11js` is not installed', { cause });
  }
  const factory = signers.newHSMSignerFactory(modulePath);
  factories.set(modulePath, factory);
  return factory;
}

function pinOf(pin: Pkcs11Key['pin']): string {
  const text = 'file' in pin ? readFileSync(pin.file, 'utf8').replace(/\r?\n$/, '') : process.env[pin.variable];
  if (text === undefined || text === '') throw new Error('there is no PIN where `pin-source` says');
  return text;
}

/** Fabric's subject key identifier: SHA-256 over the uncompressed point. Its tools give it to a key as `CKA_ID`. */
export function subjectKeyIdentifier(certificate: string): Buffer {
  const { x = '', y = '' } = createPublicKey(certificate).export({ format: 'jwk' });
  const point = Buffer.concat([Uint8Array.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  return createHash('sha256').update(point).digest();
}

/**
 * Signer over a key in a token. A session does one signature at a time, so they queue.
 *
 * @throws Error when library, token, PIN or key are not there.
 */
export function openPkcs11Signer(uri: string, certificate: string): OwnSigner {
  const { modulePath, token, pin, id } = parsePkcs11Uri(uri);
  const identifier = id === undefined ? subjectKeyIdentifier(certificate) : Buffer.from(id);
  const session = factoryOf(modulePath).newSigner({ label: token, pin: pinOf(pin), identifier });
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;
  return {
    sign: (message) => {
      const digest = createHash('sha256').update(message).digest();
      const signed = last.then(() => session.signer(digest));
      last = signed.catch(() => undefined);
      return signed;
    },
    close: () => {
      if (closed) return;
      closed = true;
      void last.finally(() => session.close());
    },
  };
}
