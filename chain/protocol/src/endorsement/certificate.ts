import { p256, p384 } from '@noble/curves/nist.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { AsnParser, AsnSerializer } from '@peculiar/asn1-schema';
import {
  BasicConstraints,
  Certificate,
  type Extension,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  KeyUsage,
  KeyUsageFlags,
} from '@peculiar/asn1-x509';
import { equalBytes, toHex } from '../bytes.ts';

/** A public key of one of the curves that Fabric's certificates use. */
export interface MemberKey {
  readonly curve: 'P-256' | 'P-384';
  /** SEC 1 point. */
  readonly point: Uint8Array;
}

/** What is read from an X.509 certificate (RFC 5280). */
export interface ReadCertificate {
  readonly key: MemberKey;
  /** Distinguished names, DER. */
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  /** Organisational units of the subject: Fabric's node roles stand there. */
  readonly units: readonly string[];
  /** Unix seconds, both included. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** Basic constraints: may issue certificates. */
  readonly isAuthority: boolean;
  /** Key usages as flags, undefined where the certificate does not restrict them. */
  readonly usages: number | undefined;
  /** What the issuer signed, and how. */
  readonly signed: { readonly bytes: Uint8Array; readonly algorithm: string; readonly signature: Uint8Array };
}

const armour = /^\s*-----BEGIN CERTIFICATE-----\s([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----\s*$/;
const idEcPublicKey = '1.2.840.10045.2.1';
const organisationalUnit = '2.5.4.11';

/** Named curves (RFC 5480) as the DER of their object identifiers. */
const curves: Readonly<Record<string, MemberKey['curve']>> = {
  '06082a8648ce3d030107': 'P-256',
  '06052b81040022': 'P-384',
};

/** Signature algorithms of certificates (RFC 5758): ECDSA with SHA-256, with SHA-384. */
const hashes: Readonly<Record<string, (message: Uint8Array) => Uint8Array>> = {
  '1.2.840.10045.4.3.2': sha256,
  '1.2.840.10045.4.3.3': sha384,
};

function derOf(pem: string): Uint8Array<ArrayBuffer> {
  const base64 = armour.exec(pem)?.[1];
  if (base64 === undefined) throw new RangeError('not one certificate in PEM');
  return Uint8Array.from(atob(base64.replace(/\s/g, '')), (character) => character.charCodeAt(0));
}

const seconds = (time: { getTime(): Date }): number => Math.floor(time.getTime().getTime() / 1000);

function keyOf({ subjectPublicKeyInfo }: Certificate['tbsCertificate']): MemberKey {
  const { algorithm, subjectPublicKey } = subjectPublicKeyInfo;
  const curve = curves[toHex(new Uint8Array(algorithm.parameters ?? new ArrayBuffer()))];
  if (algorithm.algorithm !== idEcPublicKey || curve === undefined) throw new RangeError('a key of another kind');
  return { curve, point: new Uint8Array(subjectPublicKey) };
}

/** The extensions that are understood; a critical one that is not makes the certificate unusable (RFC 5280, 4.2). */
function extensionsOf(extensions: readonly Extension[]): Pick<ReadCertificate, 'isAuthority' | 'usages'> {
  let isAuthority = false;
  let usages: number | undefined;
  for (const { extnID, critical, extnValue } of extensions) {
    if (extnID === id_ce_basicConstraints) isAuthority = AsnParser.parse(extnValue, BasicConstraints).cA;
    else if (extnID === id_ce_keyUsage) usages = AsnParser.parse(extnValue, KeyUsage).toNumber();
    else if (critical) throw new RangeError(`a critical extension ${extnID} that is not understood`);
  }
  return { isAuthority, usages };
}

/**
 * Reads a certificate.
 *
 * @param pem - exactly one certificate.
 * @throws Error for anything that is none, for a key on another curve, and for a critical extension that is not understood.
 */
export function readCertificate(pem: string): ReadCertificate {
  const certificate = AsnParser.parse(derOf(pem), Certificate);
  const { tbsCertificate: tbs, tbsCertificateRaw: raw, signatureAlgorithm, signatureValue } = certificate;
  if (raw === undefined || !signatureAlgorithm.isEqual(tbs.signature)) throw new RangeError('two signature algorithms');
  return {
    key: keyOf(tbs),
    subject: new Uint8Array(AsnSerializer.serialize(tbs.subject)),
    issuer: new Uint8Array(AsnSerializer.serialize(tbs.issuer)),
    units: tbs.subject.flatMap((names) =>
      names.filter(({ type }) => type === organisationalUnit).map(({ value }) => value.toString()),
    ),
    notBefore: seconds(tbs.validity.notBefore),
    notAfter: seconds(tbs.validity.notAfter),
    ...extensionsOf(tbs.extensions ?? []),
    signed: {
      bytes: new Uint8Array(raw),
      algorithm: signatureAlgorithm.algorithm,
      signature: new Uint8Array(signatureValue),
    },
  };
}

/** Reads one certificate after another. @throws Error as {@link readCertificate} does, and for anything between them. */
export function readCertificates(pem: string): ReadCertificate[] {
  return pem
    .trim()
    .split(/(?<=-----END CERTIFICATE-----)/)
    .map(readCertificate);
}

/** Whether a key may be used so: a certificate that names usages names this one. */
function mayUse({ usages }: ReadCertificate, usage: number): boolean {
  return usages === undefined || (usages & usage) !== 0;
}

/** Whether a certificate may issue others. */
export function mayIssue(certificate: ReadCertificate): boolean {
  return certificate.isAuthority && mayUse(certificate, KeyUsageFlags.keyCertSign);
}

/** Whether a certificate is a member's own, whose key may sign. */
export function maySign(certificate: ReadCertificate): boolean {
  return !certificate.isAuthority && mayUse(certificate, KeyUsageFlags.digitalSignature);
}

/** Whether the issuer's name stands in a certificate and its key signed it. */
export function isIssuedBy({ issuer: name, signed }: ReadCertificate, issuer: ReadCertificate): boolean {
  const hash = hashes[signed.algorithm];
  if (hash === undefined || !equalBytes(name, issuer.subject)) return false;
  return verifies(issuer.key, hash(signed.bytes), signed.signature, false);
}

/**
 * Whether a key made an ECDSA signature (DER) over a digest.
 *
 * @param lowS - refuse the twin with the high S, as Fabric does for everything but certificates.
 */
export function verifies(key: MemberKey, digest: Uint8Array, signature: Uint8Array, lowS: boolean): boolean {
  const curve = key.curve === 'P-256' ? p256 : p384;
  try {
    return curve.verify(signature, digest, key.point, { format: 'der', prehash: false, lowS });
  } catch {
    // What is no DER, or no point of the curve, is no signature.
    return false;
  }
}
