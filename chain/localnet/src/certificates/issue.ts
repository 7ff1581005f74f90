/** Issuing X.509 certificates: roots, nodes, users. ECDSA over P-256, as cryptogen makes them. */
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate and its private key, both as PEM (key in PKCS #8). */
export type KeyAndCertificate = { certificate: string; key: string };

/** A user's attributes, by which contracts decide. */
export type Attributes = Record<string, string | number>;

/** The extension in which Fabric keeps a user's attributes: the raw JSON `{"attrs":{…}}`. */
const ATTRIBUTES_OID = '1.2.3.4.5.6.7.8.1';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-256' } as const;
const TEN_YEARS = 10 * 365 * 24 * 3600 * 1000;
/** Certificates begin a little in the past, so that a machine whose clock is behind accepts them. */
const BACKDATED = 5 * 60 * 1000;

/** A self-signed root. */
export async function issueRoot(commonName: string, organisation: string): Promise<KeyAndCertificate> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      ...validity(),
      name: subject({ O: organisation, CN: commonName }),
      keys,
      signingAlgorithm: SIGNATURE,
      extensions: await authorityExtensions(keys),
    },
    webcrypto,
  );
  return pem(certificate, keys);
}

/** An intermediate authority. localnet has none; organisations with a CA of their own mostly have. */
export async function issueIntermediate(
  above: KeyAndCertificate,
  authority: { commonName: string; notAfter?: Date },
): Promise<KeyAndCertificate> {
  const keys = await newKeys();
  return issue(above, subject({ CN: authority.commonName }), await authorityExtensions(keys), authority, keys);
}

async function authorityExtensions({ publicKey }: webcrypto.CryptoKeyPair): Promise<x509.Extension[]> {
  return [
    new x509.BasicConstraintsExtension(true, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    await x509.SubjectKeyIdentifierExtension.create(publicKey, false, webcrypto),
  ];
}

/**
 * A member's certificate: its role stands in the organisational unit, its attributes in Fabric's extension.
 * Valid for ten years from now, unless `notBefore` and `notAfter` say otherwise.
 */
export async function issueMember(
  root: KeyAndCertificate,
  member: { commonName: string; role: string; attributes?: Attributes; notBefore?: Date; notAfter?: Date },
): Promise<KeyAndCertificate> {
  const extensions: x509.Extension[] = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
  ];
  const attributes = attributesJson(member.attributes);
  if (attributes) extensions.push(new x509.Extension(ATTRIBUTES_OID, false, Buffer.from(attributes)));
  return issue(root, subject({ OU: member.role, CN: member.commonName }), extensions, member);
}

/** A TLS server certificate for this machine. */
export async function issueTls(root: KeyAndCertificate, commonName: string): Promise<KeyAndCertificate> {
  return issue(root, subject({ CN: commonName }), [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyEncipherment, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth]),
    new x509.SubjectAlternativeNameExtension([
      { type: 'dns', value: 'localhost' },
      { type: 'ip', value: '127.0.0.1' },
    ]),
  ]);
}

/** Whether a certificate still says what a definition says: role and attributes. */
export function speaksFor(certificatePem: string, role: string, attributes?: Attributes): boolean {
  const certificate = new x509.X509Certificate(certificatePem);
  const extension = certificate.getExtension(ATTRIBUTES_OID);
  const found = extension ? Buffer.from(extension.value).toString() : undefined;
  return certificate.subjectName.getField('OU')[0] === role && found === attributesJson(attributes);
}

/** The attribute extension's text; nothing for a user without attributes. */
function attributesJson(attributes: Attributes | undefined): string | undefined {
  return attributes && Object.keys(attributes).length > 0 ? JSON.stringify({ attrs: attributes }) : undefined;
}

async function issue(
  root: KeyAndCertificate,
  name: string,
  extensions: x509.Extension[],
  period: { notBefore?: Date; notAfter?: Date } = {},
  own?: webcrypto.CryptoKeyPair,
): Promise<KeyAndCertificate> {
  const issuer = new x509.X509Certificate(root.certificate);
  const keys = own ?? (await newKeys());
  const certificate = await x509.X509CertificateGenerator.create(
    {
      ...validity(period),
      subject: name,
      issuer: issuer.subject,
      publicKey: keys.publicKey,
      signingKey: await signingKey(root.key),
      signingAlgorithm: SIGNATURE,
      extensions: [...extensions, await x509.AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto)],
    },
    webcrypto,
  );
  return pem(certificate, keys);
}

function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(CURVE, true, ['sign', 'verify']) as Promise<webcrypto.CryptoKeyPair>;
}

function signingKey(keyPem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(keyPem), CURVE, false, ['sign']);
}

async function pem(certificate: x509.X509Certificate, keys: webcrypto.CryptoKeyPair): Promise<KeyAndCertificate> {
  const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
  return {
    certificate: `${certificate.toString('pem')}\n`,
    key: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n`,
  };
}

function validity(period: { notBefore?: Date; notAfter?: Date } = {}): {
  serialNumber: string;
  notBefore: Date;
  notAfter: Date;
} {
  const serial = randomBytes(16);
  serial[0] = (serial[0]! & 0x7f) | 0x40;
  const now = Date.now();
  const { notAfter = new Date(now + TEN_YEARS) } = period;
  const { notBefore = new Date(Math.min(now, notAfter.getTime()) - BACKDATED) } = period;
  return { serialNumber: serial.toString('hex'), notBefore, notAfter };
}

function subject(parts: Record<string, string>): string {
  return Object.entries(parts)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
