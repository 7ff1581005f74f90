import type { OpenLedger } from '@tallystick/ledger';
import { type ErrorCode, TallystickError } from '@tallystick/protocol';
import type { Logger } from 'pino';

/** Refusals for who asked: of an identity, of its role, of its hospital. */
const denials: ReadonlySet<ErrorCode> = new Set(['ACCESS_DENIED', 'OTHER_FACILITY', 'SAME_ORGANISATION']);

/**
 * A ledger whose refusals for who asked are noted for those who look after security: the service's own identity does not
 * carry what it is used for. The line has a code and the name of a function or a method, and never what was asked about.
 */
export function notingRefusals(ledger: OpenLedger, log: Logger): OpenLedger {
  const note = (call: string, code: string): void =>
    log.warn({ security: true, call, code }, 'security: the ledger refused a call for who made it');
  async function noting<R>(call: string, work: Promise<R>): Promise<R> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof TallystickError && denials.has(error.code)) note(call, error.code);
      throw error;
    }
  }
  return {
    submit: (submission, options) => noting(submission.name, ledger.submit(submission, options)),
    evaluate: (key) => noting('records:get', ledger.evaluate(key)),
    blocks: (from, options = {}) => {
      let denied = false;
      return ledger.blocks(from, {
        ...options,
        onWaiting: (waiting) => {
          // A stream is asked for again and again: said once.
          if (denials.has(waiting.code) && !denied) note('blocks', waiting.code);
          denied = denials.has(waiting.code);
          options.onWaiting?.(waiting);
        },
      });
    },
    height: () => noting('height', ledger.height()),
    certificateDays: () => ledger.certificateDays(),
    renewCertificates: () => ledger.renewCertificates(),
    close: () => ledger.close(),
  };
}
