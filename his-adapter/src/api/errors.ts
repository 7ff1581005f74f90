/** Errors of the clinician API: `{ error: { code, message, field? } }`, codes stable. */
import { type ErrorCode, errorCodes, TallystickError } from '@tallystick/protocol';

/** Codes that only this API has, each with its HTTP status and sentence. */
export const hisErrors = {
  SESSION_MISSING: [401, 'Sign in to go on.'],
  SESSION_EXPIRED: [401, 'You were signed out because nothing happened for a while. Sign in to go on where you were.'],
  CSRF_FAILED: [403, 'The request did not come from a page of this application.'],
  ROLE_MISSING: [403, 'Your role does not allow this.'],
  OTHER_FACILITY: [403, 'Your account belongs to another hospital.'],
  SIGN_IN_FAILED: [401, 'Signing in did not work. Try again.'],
  CASE_STATE: [409, 'The case has changed in the meantime, so this is no longer possible.'],
  REASON_REQUIRED: [422, 'Give a reason.'],
  ONSET_INVALID: [422, 'The onset must be a date that is not in the future and not more than 60 days ago.'],
  SPECIMEN_DATE_INVALID: [422, 'The date of collection must be a date that is not in the future.'],
  OUTSIDE_WINDOW: [422, 'The specimen was collected before the infectious window.'],
  CONDITION_UNKNOWN: [422, 'This condition is not configured.'],
  CODE_GONE: [410, 'The code can no longer be shown: it was claimed, withdrawn or has expired.'],
  STILL_SENDING: [409, 'The previous code is still on its way to the ledger. Wait until it has arrived.'],
  NOTHING_TO_SEND: [409, 'Nothing of this case is waiting to be sent again.'],
  ISSUER_UNAVAILABLE: [503, 'The sign-in service cannot be reached.'],
} as const satisfies Record<string, readonly [number, string]>;

/** A code of this API alone. */
export type HisErrorCode = keyof typeof hisErrors;

/** An error that is answered. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: HisErrorCode | ErrorCode;
  readonly field: string | undefined;

  constructor(code: HisErrorCode | ErrorCode, options: { message?: string; field?: string; status?: number } = {}) {
    const known = code in hisErrors ? hisErrors[code as HisErrorCode] : undefined;
    super(options.message ?? known?.[1] ?? errorCodes[code as ErrorCode]);
    this.name = 'ApiError';
    this.code = code;
    this.status = options.status ?? known?.[0] ?? statusOf(code as ErrorCode);
    this.field = options.field;
  }
}

function statusOf(code: ErrorCode): number {
  const statuses: Partial<Record<ErrorCode, number>> = {
    BAD_REQUEST: 400,
    NOT_FOUND: 404,
    GONE: 410,
    ACCESS_DENIED: 403,
    RATE_LIMITED: 429,
    CODE_USED: 409,
    LEDGER_UNAVAILABLE: 503,
    LEDGER_TIMEOUT: 503,
  };
  return statuses[code] ?? 500;
}

/** Any error as an answer; what is unexpected tells nothing of itself. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof TallystickError) return new ApiError(error.code, { message: error.message });
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) return new ApiError('BAD_REQUEST', { status });
  return new ApiError('INTERNAL', { status: 500 });
}
