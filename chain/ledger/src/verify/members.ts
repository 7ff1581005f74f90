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
  /** Whether an organisation is known, and this authority of it (PEM) is not. */
  lacks(mspId: string, authority: string): boolean;
  /** Whether a member made this signature: ECDSA over SHA-256, DER, low-S. */
  signed(identity: Identity, signature: Uint8Array, ...parts: readonly Uint8Array[]): boolean;
};

const maxKnown = 1000;

type Authorities = { readonly issuers: readonly X509Certificate[]; readonly all: readonly X509Certificate[] };

function authoritiesIn(pem: string): Authorities {
  const all = certificatesIn(pem).map((each) => new X509Certificate(each));
  if (all.length === 0) throw new Error('a root that is no certificate');
  return { issuers: authoritiesOf(all).map(([issuer]) => issuer), all };
}

/**
 * Membership by organisation roots. Validity times are left out on purpose: a certificate that has run out since does
 * not make what it signed untrue, and the time of a transaction is only its client's claim. Fabric does the same.
 *
 * @throws Error when a root is no certificate, or one behind it does not go back to it.
 */
export function membersOf(roots: OrganisationRoots): Members {
  const authorities = new Map(Object.entries(roots).map(([mspId, pem]) => [mspId, authoritiesIn(pem)]));
  const known = new Map<string, MemberCertificate | undefined>();

  function look({ mspId, certificate }: Identity): MemberCertificate | undefined {
    const found = readCertificate(certificate);
    if (found === undefined || found.x509.ca) return undefined;
    return authorities.get(mspId)?.issuers.some((issuer) => isIssuedBy(found.x509, issuer)) ? found : undefined;
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
    lacks: (mspId, authority) => {
      const found = readCertificate(authority)?.x509.fingerprint256;
      return authorities.get(mspId)?.all.every(({ fingerprint256 }) => fingerprint256 !== found) === true;
    },
    signed: (identity, signature, ...parts) => {
      const key = find(identity)?.x509.publicKey;
      return key !== undefined && isLowS(signature) && verify('sha256', Buffer.concat(parts), key, signature);
    },
  };
}
