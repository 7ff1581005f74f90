import { verify, X509Certificate } from 'node:crypto';
import { type MemberCertificate, readCertificate } from '../block/certificate.ts';
import type { Identity } from '../block/transaction.ts';
import { authoritiesOf, isIssuedBy } from '../configuration/authorities.ts';
import { certificatesIn } from '../configuration/pem.ts';
import { isLowS } from '../peers/low-s.ts';

/** PEM roots by MSP id, each with its intermediate authorities behind it: from configuration or pins, never from a block. */
export type OrganisationRoots = Readonly<Record<string, string>>;

/** Who belongs to which organisation, by the roots that it was made with. */
export type Members = {
  /** The certificate of an identity that an authority of its organisation has issued; undefined for anybody else. */
  find(identity: Identity): MemberCertificate | undefined;
  /** Whether a member made this signature: ECDSA over SHA-256, DER, low-S. */
  signed(identity: Identity, signature: Uint8Array, ...parts: readonly Uint8Array[]): boolean;
};

const maxKnown = 1000;

function issuersIn(pem: string): X509Certificate[] {
  const certificates = certificatesIn(pem).map((each) => new X509Certificate(each));
  if (certificates.length === 0) throw new Error('a root that is no certificate');
  return authoritiesOf(certificates).map(([issuer]) => issuer);
}

/**
 * Membership by organisation roots. Validity times are left out on purpose: a certificate that has run out since does
 * not make what it signed untrue, and the time of a transaction is only its client's claim. Fabric does the same.
 *
 * @throws Error when a root is no certificate, or one behind it does not go back to it.
 */
export function membersOf(roots: OrganisationRoots): Members {
  const issuers = new Map(Object.entries(roots).map(([mspId, pem]) => [mspId, issuersIn(pem)]));
  const known = new Map<string, MemberCertificate | undefined>();

  function look({ mspId, certificate }: Identity): MemberCertificate | undefined {
    const found = readCertificate(certificate);
    if (found === undefined || found.x509.ca) return undefined;
    return issuers.get(mspId)?.some((issuer) => isIssuedBy(found.x509, issuer)) ? found : undefined;
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
