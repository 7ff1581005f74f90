import type { X509Certificate } from 'node:crypto';
import type { Chain } from '@tallystick/protocol';
import { authoritiesOf, endOf, isIssuedBy, lastEnd } from './authorities.ts';
import { Faults } from './fault.ts';
import { fileOf } from './pem.ts';
import { checkTime, parsedAll, type Setting } from './setting.ts';

/** Checks that roots are those of CAs, and that one of them, which may vouch for all, has not run out by `end`. */
function checkRoots(
  setting: Setting,
  roots: readonly X509Certificate[],
  end: number,
  now: number,
  faults: Faults,
): void {
  if (!roots.every(({ ca }) => ca)) {
    const mend = 'Give the CA’s own certificate, not one that it issued.';
    faults.add(setting.name, fileOf(setting.value), 'is not the certificate of a CA', mend);
  }
  checkTime(end, setting, 'Ask the organisation for its renewed root.', now, faults);
}

/** Checks a TLS root. While one is replaced, two stand there, and the old one may run out. */
export function checkTlsRoot(setting: Setting, now: number, faults: Faults): void {
  const roots = parsedAll(setting, faults);
  if (roots !== undefined) checkRoots(setting, roots, Math.max(...roots.map(endOf)), now, faults);
}

/** The authorities of a root's file; undefined, and a fault, where one does not belong to the others. */
function authoritiesIn(
  setting: Setting,
  certificates: readonly X509Certificate[],
  faults: Faults,
): Chain<X509Certificate>[] | undefined {
  try {
    return authoritiesOf(certificates);
  } catch {
    const problem = 'holds an intermediate authority that none of the others has issued';
    const mend = 'Put the root first, and behind it the intermediate authorities that go back to it.';
    return faults.none(setting.name, fileOf(setting.value), problem, mend);
  }
}

/** Checks the root of an organisation's members, and the intermediate authorities behind it. */
export function checkMspRoot(setting: Setting, now: number, faults: Faults): void {
  const certificates = parsedAll(setting, faults);
  const authorities = certificates && authoritiesIn(setting, certificates, faults);
  if (authorities !== undefined) checkRoots(setting, authorities.flat(), lastEnd(authorities), now, faults);
}

/** Checks that an own certificate is its organisation's. What is wrong with the root itself is said elsewhere. */
export function checkIssuer(
  certificate: X509Certificate,
  { name, value }: Setting,
  mspId: string,
  mspRoot: string,
  faults: Faults,
): void {
  const root = { name: `${mspId}: mspRoot`, value: mspRoot };
  const elsewhere = new Faults();
  const certificates = parsedAll(root, elsewhere);
  const authorities = certificates && authoritiesIn(root, certificates, elsewhere);
  if (authorities === undefined || authorities.some(([issuer]) => isIssuedBy(certificate, issuer))) return;
  const mend =
    'Correct the certificate, its MSP id or the root; where an intermediate authority issued it, put that behind the root in its file.';
  faults.add(name, fileOf(value), `is not issued by the root of ${mspId}`, mend);
}
