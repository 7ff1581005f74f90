import { createHash } from 'node:crypto';
import type { ParsedConfig } from '../config.ts';
import { readPem } from '../configuration/pem.ts';
import { isPkcs11 } from '../configuration/pkcs11-uri.ts';
import { type OwnSigner, openSigner } from './signer.ts';

/** What a client proves itself with and believes peers by, as its files had it at one moment. */
export type Material = {
  /** Own certificate, PEM. */
  readonly certificate: string;
  readonly signer: OwnSigner;
  /** PEM text by MSP id. */
  readonly tlsRoots: ReadonlyMap<string, string>;
};

function ownUser({ target, organisation, user }: ParsedConfig): { certificate: string; key: string } {
  const found = target.organisations.find(({ mspId }) => mspId === organisation)?.users[user];
  if (found === undefined) throw new Error('the user is not in the target');
  return found;
}

function tlsRootsOf({ target }: ParsedConfig): Map<string, string> {
  return new Map(target.organisations.map(({ mspId, tlsRoot }) => [mspId, readPem(tlsRoot, `${mspId}’s TLS root`)]));
}

/** Reads the files and opens the key. @throws Error when a file cannot be read or the key not be used. */
export function readMaterial(config: ParsedConfig): Material {
  const user = ownUser(config);
  const certificate = readPem(user.certificate, `the certificate of user ${config.user}`);
  return { certificate, signer: openSigner(user.key, certificate), tlsRoots: tlsRootsOf(config) };
}

/** Digest of everything that {@link readMaterial} would read: another one means that something was replaced. @throws Error when a file cannot be read. */
export function materialDigest(config: ParsedConfig): string {
  const { certificate, key } = ownUser(config);
  const texts = [
    readPem(certificate, 'the own certificate'),
    isPkcs11(key) ? key : readPem(key, 'the own key'),
    ...tlsRootsOf(config).values(),
  ];
  const digest = createHash('sha256');
  for (const text of texts) digest.update(createHash('sha256').update(text).digest());
  return digest.digest('hex');
}
