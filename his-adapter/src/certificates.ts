/** What becomes of the certificates that the ledger is reached with, as lines of the log. */
import { type CertificateEvent, faultInWords } from '@tallystick/ledger';
import type { Log } from './log.ts';

/** Notes renewals, files that cannot be used, and ends that come near. */
export function noteCertificates(log: Log): (event: CertificateEvent) => void {
  return (event) => {
    switch (event.kind) {
      case 'renewed':
        log('info', 'certificates-renewed', { days: event.days.own });
        return;
      case 'refused':
        log('error', 'certificates-refused', { text: event.faults.map(faultInWords).join(' ') });
        return;
      case 'expiring':
        log('warn', 'certificates-expiring', {
          days: Math.min(event.days.own, event.days.tlsRoots, event.days.mspRoots),
        });
    }
  };
}
