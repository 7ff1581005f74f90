/** Identities: a certificate under an MSP id, and the signing ones that localnet holds for its nodes. */
import { createPrivateKey, type KeyObject, type X509Certificate } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import { sign } from './ecdsa.ts';

/** The node organisational units by which Fabric tells roles apart. */
export const ROLES = ['client', 'admin', 'peer', 'orderer'] as const;
/** A role within an organisation. */
export type Role = (typeof ROLES)[number];

/** A certificate that its MSP has accepted. */
export type Identity = {
  mspId: string;
  /** The certificate's fingerprint: one certificate can be written in many ways, and is one identity. */
  fingerprint: string;
  /** Nothing when the certificate names no role, or more than one. */
  role: Role | undefined;
  publicKey: KeyObject;
  /** Milliseconds since the epoch. */
  notAfter: number;
};

/** A node's own identity. */
export type SigningIdentity = {
  mspId: string;
  /** The serialized identity, as it stands in creators and endorsements. */
  bytes: Uint8Array;
  sign(message: Uint8Array): Buffer;
};

/** The role that a certificate's organisational units name. */
export function roleOf(certificate: X509Certificate): Role | undefined {
  const units = certificate.subject
    .split('\n')
    .filter((line) => line.startsWith('OU='))
    .map((line) => line.slice(3));
  const roles = ROLES.filter((role) => units.includes(role));
  return roles.length === 1 ? roles[0] : undefined;
}

/** `msp.SerializedIdentity`. */
export function serializeIdentity(mspId: string, certificatePem: string): Uint8Array {
  const identity = new msp.SerializedIdentity();
  identity.setMspid(mspId);
  identity.setIdBytes(Buffer.from(certificatePem));
  return identity.serializeBinary();
}

/** A node's identity from its PEM files' contents. */
export function signingIdentity(mspId: string, certificatePem: string, keyPem: string): SigningIdentity {
  const key = createPrivateKey(keyPem);
  return {
    mspId,
    bytes: serializeIdentity(mspId, certificatePem),
    sign: (message) => sign(key, message),
  };
}
