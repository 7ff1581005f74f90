import { type ErrorCode, isErrorCode, TallystickError } from '@tallystick/protocol';

/** Whom the phone could not reach. */
export type Party = 'server' | 'auditor';

/** Nobody answered: the phone is offline, or the other side is. Nothing is lost; what waits is sent later. */
export class Unreachable extends Error {
  readonly party: Party;

  constructor(party: Party, cause?: unknown) {
    super(party === 'server' ? 'The server cannot be reached.' : 'The auditor cannot be reached.', { cause });
    this.name = 'Unreachable';
    this.party = party;
  }
}

/** Code of a failure as screens tell them apart. */
export type FailureCode = ErrorCode | 'OFFLINE' | 'STORAGE_FULL';

/** The failure's code: the project's own, `OFFLINE` when nobody answered, `STORAGE_FULL`, otherwise `INTERNAL`. */
export function failureCode(error: unknown): FailureCode {
  if (error instanceof TallystickError) return error.code;
  if (error instanceof Unreachable) return error.party === 'auditor' ? 'AUDITOR_UNAVAILABLE' : 'OFFLINE';
  if (error instanceof DOMException && error.name === 'QuotaExceededError') return 'STORAGE_FULL';
  return 'INTERNAL';
}

/** The error that an answer of one of our servers carries: `{ error: { code } }`. */
export function errorOfBody(body: unknown): TallystickError | null {
  const code = (body as { error?: { code?: unknown } } | null)?.error?.code;
  return typeof code === 'string' && isErrorCode(code) ? new TallystickError(code) : null;
}
