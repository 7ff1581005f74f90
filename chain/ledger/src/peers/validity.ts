import { X509Certificate } from 'node:crypto';
import type { ParsedConfig } from '../config.ts';
import { authoritiesOf, lastEnd } from '../configuration/authorities.ts';
import { certificatesIn, readPem } from '../configuration/pem.ts';
import type { Material } from './material.ts';

/** Days from which on somebody should see to a renewal. */
export const warnDays = 30;

/** How long the certificates in use are still valid, in whole days; negative once they have run out. */
export type CertificateDays = {
  /** The own certificate. */
  readonly own: number;
  /** The TLS root that runs out first. */
  readonly tlsRoots: number;
  /** The organisations' root, or intermediate authority, that runs out first. */
  readonly mspRoots: number;
  /** Whether one of them runs out within {@link warnDays} days. */
  readonly expiring: boolean;
};

/** End of a certificate, Unix milliseconds; NaN for what is none, which whoever configures a service is told before. */
function endOf(certificate: string): number {
  try {
    return Date.parse(new X509Certificate(certificate).validTo);
  } catch {
    return Number.NaN;
  }
}

/** End of the last chain of authorities in a PEM text; NaN as above. */
function authoritiesEnd(pem: string): number {
  try {
    return lastEnd(authoritiesOf(certificatesIn(pem).map((each) => new X509Certificate(each))));
  } catch {
    return Number.NaN;
  }
}

/** Ends of the certificates of a PEM text, in their order. */
const endsIn = (pem: string): number[] => certificatesIn(pem).map(endOf);

/** When what is in use runs out, Unix milliseconds. */
export type Ends = { readonly own: number; readonly tlsRoots: number; readonly mspRoots: number };

/** The ends of everything in use. @throws Error when a root's file cannot be read. */
export function endsOf({ target }: ParsedConfig, { certificate, tlsRoots }: Material): Ends {
  return {
    own: endsIn(certificate)[0] ?? Number.NaN,
    // Of several TLS roots in a file any may vouch for the peer.
    tlsRoots: Math.min(...tlsRoots.values().map((pem) => Math.max(...endsIn(pem)))),
    mspRoots: Math.min(
      ...target.organisations.map(({ mspId, mspRoot }) => authoritiesEnd(readPem(mspRoot, `${mspId}’s root`))),
    ),
  };
}

/** The ends as days from now. */
export function daysLeft(ends: Ends, now = Date.now()): CertificateDays {
  const days = (end: number): number => Math.floor((end - now) / 86_400_000);
  const [own, tlsRoots, mspRoots] = [days(ends.own), days(ends.tlsRoots), days(ends.mspRoots)];
  return { own, tlsRoots, mspRoots, expiring: Math.min(own, tlsRoots, mspRoots) < warnDays };
}
