/** Something that this phone sent, and how far it has been confirmed; kept with it. */
export interface Confirmable<R, W> {
  readonly receipt?: R;
  /** The Auditor's statement about it. */
  readonly witness?: W;
  /** MSP ids of the organisations whose signatures under its transaction hold. */
  readonly endorsedBy?: readonly string[];
  /** Code with which receipt, witness or signatures failed; gone once everything holds. */
  readonly mismatch?: string;
}

/** Codes that say: what was shown is not true. Any other only says that it was not shown yet. */
const mismatches = new Set([
  'ROOTS_MISMATCH',
  'WITNESS_INVALID',
  'NOT_ENDORSED',
  'ENDORSEMENT_INVALID',
  'ENDORSEMENT_MISMATCH',
]);

/** Whether a failure shows that something does not match, so that the person is told. */
export function isMismatch(code: string): boolean {
  return mismatches.has(code);
}

/** Whether receipt, the signatures of two organisations and the Auditor's word all hold. */
export function isConfirmed({ receipt, endorsedBy, witness, mismatch }: Confirmable<unknown, unknown>): boolean {
  return receipt !== undefined && endorsedBy !== undefined && witness !== undefined && mismatch === undefined;
}
