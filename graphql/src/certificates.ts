import { type CertificateEvent, faultInWords } from '@tallystick/ledger';
import type { Logger } from 'pino';

/** Notes what becomes of the certificates that the ledger is reached with: renewals, files that cannot be used, ends that come near. */
export function noteCertificates(log: Logger): (event: CertificateEvent) => void {
  return (event) => {
    switch (event.kind) {
      case 'renewed':
        log.info({ days: event.days }, 'renewed certificates are in use');
        return;
      case 'refused':
        log.error(`certificates cannot be used, those before go on: ${event.faults.map(faultInWords).join(' ')}`);
        return;
      case 'expiring':
        log.warn({ days: event.days }, 'certificates run out soon');
    }
  };
}
