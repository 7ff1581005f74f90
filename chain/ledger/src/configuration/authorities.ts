import type { X509Certificate } from 'node:crypto';
import { type Chain, issuingChains } from '@tallystick/protocol';

/** Whether a certificate names an issuer and is signed by it. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

/**
 * The authorities that issue an organisation's members, of its root and the intermediate authorities that stand behind it in its
 * file, each with its chains.
 *
 * @throws RangeError for an authority that goes back to none of the roots.
 */
export function authoritiesOf(certificates: readonly X509Certificate[]): Chain<X509Certificate>[] {
  return issuingChains(certificates, isIssuedBy);
}

/** When a certificate runs out, Unix milliseconds. */
export const endOf = ({ validTo }: X509Certificate): number => Date.parse(validTo);

/** When the last chain of some authorities runs out, Unix milliseconds. */
export function lastEnd(authorities: readonly Chain<X509Certificate>[]): number {
  return Math.max(...authorities.map((chain) => Math.min(...chain.map(endOf))));
}
