import { X509Certificate } from 'node:crypto';
import type { ParsedConfig } from '../config.ts';
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
  /** The organisations' root that runs out first. */
  readonly mspRoots: number;
  /** Whether one of them runs out within {@link warnDays} days. */
  readonly expiring: boolean;
};

/** Unix milliseconds at which the first certificates of some PEM texts run out. */
export function firstEnd(pems: Iterable<string>): number {
  const ends = [...pems].map((pem) => Date.parse(new X509Certificate(certificatesIn(pem)[0] ?? pem).validTo));
  return Math.min(...ends);
}

/** When what is in use runs out, Unix milliseconds. */
export type Ends = { readonly own: number; readonly tlsRoots: number; readonly mspRoots: number };

/** Reads the ends of everything in use. @throws Error when something is no certificate. */
export function endsOf({ target }: ParsedConfig, { certificate, tlsRoots }: Material): Ends {
  return {
    own: firstEnd([certificate]),
    tlsRoots: firstEnd(tlsRoots.values()),
    mspRoots: firstEnd(target.organisations.map(({ mspId, mspRoot }) => readPem(mspRoot, `${mspId}’s root`))),
  };
}

/** The ends as days from now. */
export function daysLeft(ends: Ends, now = Date.now()): CertificateDays {
  const days = (end: number): number => Math.floor((end - now) / 86_400_000);
  const [own, tlsRoots, mspRoots] = [days(ends.own), days(ends.tlsRoots), days(ends.mspRoots)];
  return { own, tlsRoots, mspRoots, expiring: Math.min(own, tlsRoots, mspRoots) < warnDays };
}
