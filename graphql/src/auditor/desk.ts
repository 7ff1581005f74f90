import { signStatement, type WitnessStatement } from '@tallystick/protocol';
import type { Logger } from 'pino';
import type { ReadModel } from '../read-model/store.ts';
import { type FindingCode, findingCodes } from './report.ts';
import type { WitnessStore } from './store.ts';
import type { WitnessKey } from './witness-key.ts';

/** Where the Auditor's checks hand in what they found: statements to sign, findings to keep. */
export type AuditDesk = {
  readonly model: ReadModel;
  readonly store: WitnessStore;
  readonly log: Logger;
  /** Unix seconds. */
  readonly clock: () => number;
  /** Header hash of block 0; undefined until it was read. */
  network(): string | undefined;
  /** Signs a statement about the ledger's own network; never two that say different things of one subject. */
  witness(statement: Unsigned): void;
  report(code: FindingCode, subject: string, detail?: string): void;
  resolve(code: FindingCode, subject: string): void;
};

type WithoutBase<S> = S extends unknown ? Omit<S, 'v' | 'network' | 'issuedAt'> : never;
/** A statement before network and time are added. */
export type Unsigned = WithoutBase<WitnessStatement>;

/** The desk over one read model and one store. */
export function openDesk(
  parts: { readonly model: ReadModel; readonly store: WitnessStore; readonly log: Logger },
  key: WitnessKey,
  clock: () => number,
): AuditDesk {
  const { model, store, log } = parts;
  const known = (): string => model.network() ?? '';
  const report: AuditDesk['report'] = (code, subject, detail = findingCodes[code]) => {
    store.report(known(), code, subject, detail, clock());
  };
  return {
    ...parts,
    clock,
    network: () => model.network(),
    witness: (unsigned) => {
      // The schema of the signing function decides whether kind and body belong together.
      const statement = { v: 1, network: known(), issuedAt: clock(), ...unsigned } as WitnessStatement;
      const stored = store.witness(statement, (checked) => signStatement(checked, key.secretKey));
      if (stored !== 'conflict') return;
      report('STATEMENT_CONFLICT', `${unsigned.kind}/${unsigned.subject}`);
      log.error({ kind: unsigned.kind }, 'asked to sign a second, different statement about one subject');
    },
    report,
    resolve: (code, subject) => store.resolve(known(), code, subject, clock()),
  };
}
