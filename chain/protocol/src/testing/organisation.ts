import { p256, p384 } from '@noble/curves/nist.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  BasicConstraints,
  Certificate,
  Extension,
  Extensions,
  id_ce_basicConstraints,
  id_ce_keyUsage,
  KeyUsage,
  KeyUsageFlags,
  Name,
  RelativeDistinguishedName,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import { concat, fromHex } from '../bytes.ts';
import { bytesField } from '../export/wire.ts';

type CurveName = 'P-256' | 'P-384';

const kinds = {
  'P-256': { curve: p256, oid: '06082a8648ce3d030107', hash: sha256, algorithm: '1.2.840.10045.4.3.2' },
  'P-384': { curve: p384, oid: '06052b81040022', hash: sha384, algorithm: '1.2.840.10045.4.3.3' },
} as const;

/** What a made certificate says; every field has a good value by default, so that a test names only what it breaks. */
export interface MadeCertificate {
  readonly units: readonly string[];
  /** Unix seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly isAuthority: boolean;
  readonly usage: number;
  readonly curve: CurveName;
  readonly critical: string | undefined;
  /** Common name of the issuer, in place of the true one. */
  readonly issuer: string | undefined;
}

/** A key with its certificate. */
export interface Holder {
  readonly pem: string;
  readonly secret: Uint8Array;
  readonly curve: CurveName;
  readonly name: Name;
}

function nameOf(parts: readonly (readonly [type: string, text: string])[]): Name {
  return new Name(
    parts.map(
      ([type, text]) =>
        new RelativeDistinguishedName([
          new AttributeTypeAndValue({ type, value: new AttributeValue({ utf8String: text }) }),
        ]),
    ),
  );
}

const extension = (extnID: string, critical: boolean, value: BasicConstraints | KeyUsage): Extension =>
  new Extension({ extnID, critical, extnValue: new OctetString(AsnConvert.serialize(value)) });

/** Issues a certificate; without an issuer it is self-signed. */
function issue(name: Name, made: MadeCertificate, issuer?: Holder): Holder {
  const own = kinds[made.curve];
  const secret = own.curve.utils.randomSecretKey();
  const signing = kinds[issuer?.curve ?? made.curve];
  const signature = new AlgorithmIdentifier({ algorithm: signing.algorithm });
  const parameters = Uint8Array.from(fromHex(own.oid)).buffer;
  const extensions = [
    extension(id_ce_basicConstraints, true, new BasicConstraints({ cA: made.isAuthority })),
    extension(id_ce_keyUsage, true, new KeyUsage(made.usage)),
  ];
  if (made.critical !== undefined) {
    extensions.push(new Extension({ extnID: made.critical, critical: true, extnValue: new OctetString([5, 0]) }));
  }
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: Uint8Array.of(1, 2, 3, 4).buffer,
    signature,
    issuer: made.issuer === undefined ? (issuer?.name ?? name) : nameOf([['2.5.4.3', made.issuer]]),
    validity: new Validity({
      notBefore: new Date(made.notBefore * 1000),
      notAfter: new Date(made.notAfter * 1000),
    }),
    subject: name,
    subjectPublicKeyInfo: new SubjectPublicKeyInfo({
      algorithm: new AlgorithmIdentifier({ algorithm: '1.2.840.10045.2.1', parameters }),
      subjectPublicKey: Uint8Array.from(own.curve.getPublicKey(secret, false)).buffer,
    }),
    extensions: new Extensions(extensions),
  });
  const digest = signing.hash(new Uint8Array(AsnConvert.serialize(tbsCertificate)));
  const signed = signing.curve.sign(digest, issuer?.secret ?? secret, { format: 'der', prehash: false });
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: signature,
    signatureValue: Uint8Array.from(signed).buffer,
  });
  return { pem: pemOf(new Uint8Array(AsnConvert.serialize(certificate))), secret, curve: made.curve, name };
}

function pemOf(der: Uint8Array): string {
  const base64 = btoa(String.fromCharCode(...der));
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** An organisation of a test, or an authority of it: its certificate, and peers that endorse. */
export class TestOrganisation {
  readonly mspId: string;
  readonly #name: string;
  readonly #root: Holder;

  /** @param above - the authority that issues it; without one it is a root. */
  constructor(mspId: string, made: Partial<MadeCertificate> = {}, above?: TestOrganisation) {
    this.mspId = mspId;
    const root: MadeCertificate = {
      units: [],
      notBefore: 1_600_000_000,
      notAfter: 2_500_000_000,
      isAuthority: true,
      usage: KeyUsageFlags.keyCertSign,
      curve: 'P-256',
      critical: undefined,
      issuer: undefined,
      ...made,
    };
    this.#name = above === undefined ? `ca.${mspId}` : `below.${above.#name}`;
    const name = nameOf([['2.5.4.3', this.#name]]);
    this.#root = above === undefined ? issue(name, root) : issue(name, root, above.#root);
  }

  /** PEM of its certificate, as a root is pinned. */
  get root(): string {
    return this.#root.pem;
  }

  /** Issues a peer's certificate. */
  peer(made: Partial<MadeCertificate> = {}): Holder {
    const peer: MadeCertificate = {
      units: ['peer'],
      notBefore: 1_600_000_000,
      notAfter: 2_500_000_000,
      isAuthority: false,
      usage: KeyUsageFlags.digitalSignature,
      curve: 'P-256',
      critical: undefined,
      issuer: undefined,
      ...made,
    };
    const units = peer.units.map((unit): [string, string] => ['2.5.4.11', unit]);
    return issue(nameOf([...units, ['2.5.4.3', `peer0.${this.mspId}`]]), peer, this.#root);
  }

  /** A peer's endorsement of a payload. */
  endorse(payload: Uint8Array, peer: Holder = this.peer()): { endorser: Uint8Array; signature: Uint8Array } {
    const endorser = concat(bytesField(1, this.mspId), bytesField(2, peer.pem));
    const digest = sha256(concat(payload, endorser));
    const { curve } = kinds[peer.curve];
    return { endorser, signature: curve.sign(digest, peer.secret, { format: 'der', prehash: false, lowS: true }) };
  }
}
