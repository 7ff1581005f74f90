import { verify, X509Certificate } from 'node:crypto';
import { type MemberCertificate, readCertificate } from '../block/certificate.ts';
import type { Identity } from '../block/transaction.ts';
import { isLowS } from '../peers/low-s.ts';

/** PEM roots by MSP id: from configuration or pins, never from a block. */
export type OrganisationRoots = Readonly<Record<string, string>>;

/** Who belongs to which organisation, by the roots that it was made with. */
export type Members = {
  /** The certificate of an identity that its organisation's root has issued; undefined for anybody else. */
  find(identity: Identity): MemberCertificate | undefined;
  /** Whether a member made this signature: ECDSA over SHA-256, DER, low-S. */
  signed(identity: Identity, signature: Uint8Array, ...parts: readonly Uint8Array[]): boolean;
};

const maxKnown = 1000;

/**
 * Membership by organisation roots. Validity times are left out on purpose: a certificate that has run out since does
 * not make what it signed untrue, and the time of a transaction is only its client's claim. Fabric does the same.
 *
 * @throws Error when a root is no certificate.
 */
export function membersOf(roots: OrganisationRoots): Members {
  const issuers = new Map(Object.entries(roots).map(([mspId, pem]) => [mspId, new X509Certificate(pem)]));
  const known = new Map<string, MemberCertificate | undefined>();

  function look({ mspId, certificate }: Identity): MemberCertificate | undefined {
    const issuer = issuers.get(mspId);
    const found = readCertificate(certificate);
    if (issuer === undefined || found === undefined || found.x509.ca) return undefined;
    return found.x509.checkIssued(issuer) && found.x509.verify(issuer.publicKey) ? found : undefined;
  }

  function find(identity: Identity): MemberCertificate | undefined {
    const key = `${identity.mspId}\0${identity.certificate}`;
    if (!known.has(key)) {
      if (known.size >= maxKnown) known.clear();
      known.set(key, look(identity));
    }
    return known.get(key);
  }

  return {
    find,
    signed: (identity, signature, ...parts) => {
      const key = find(identity)?.x509.publicKey;
      return key !== undefined && isLowS(signature) && verify('sha256', Buffer.concat(parts), key, signature);
    },
  };
}
