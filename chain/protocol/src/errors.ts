/**
 * Stable error codes: one closed set, used by the contract, the ledger port, the API (`extensions.code`), the HIS
 * adapter and every screen. A code never changes its meaning; its sentence may be reworded.
 */
export const errorCodes = {
  // Input
  BAD_REQUEST: 'The request does not have the form that this operation takes.',
  QUERY_TOO_COMPLEX: 'The query is deeper, wider or dearer than the limits allow.',
  RATE_LIMITED: 'Too many requests; wait for the time that is given and try again.',
  NOT_FOUND: 'There is nothing by that name.',
  GONE: 'It was there and has expired; only its record stays.',
  // Access
  ACCESS_DENIED: 'This identity may not do that.',
  ENDORSEMENT_REFUSED: 'The organisations did not agree on this transaction.',
  // Codes and authorisations
  CODE_MALFORMED: 'This is not a whole code: compare it with what you were given.',
  CODE_CHECK_FAILED: 'A symbol of the code is wrong or two are swapped: compare it with what you were given.',
  CODE_UNKNOWN: 'No hospital has issued this code.',
  CODE_USED: 'This code has been used already.',
  CODE_EXPIRED: 'This code has expired; ask the hospital for another.',
  CODE_REVOKED: 'The hospital has withdrawn this code.',
  SIGNATURE_INVALID: 'The signature does not belong to this authorisation and these keys.',
  AUTHORISATION_EXISTS: 'An authorisation with this key exists already.',
  AUTHORISATION_UNKNOWN: 'There is no such authorisation.',
  ALREADY_REVOKED: 'This authorisation has been revoked already.',
  OTHER_FACILITY: 'Another hospital has issued this authorisation.',
  EXPIRY_INVALID: 'The expiry lies in the past or too far in the future.',
  // Keys
  KEYS_MISSING: 'There is no key to publish.',
  TOO_MANY_KEYS: 'There are more than 30 keys.',
  KEY_LENGTH: 'A key does not have 16 bytes.',
  KEY_DUPLICATE: 'A key stands there twice.',
  KEY_PERIOD: 'A key is valid for less than 1 or more than 144 intervals.',
  KEY_OVERLAP: 'Two keys overlap in time.',
  KEY_TOO_OLD: 'A key is older than 15 days.',
  KEY_IN_FUTURE: 'A key begins in the future.',
  ONSET_IMPLAUSIBLE: 'The onset is more than 14 days before the first or after the last key.',
  // Ledger
  ROOT_LENGTH: 'A root has 32 bytes.',
  ROOTS_MISMATCH: 'The root is not the root over the values given with it.',
  PRIVATE_DATA_MISSING: 'A private value that this operation needs is not there.',
  EXPORT_SUPERSEDED: 'Another record follows the given one already.',
  EXPORT_CHAIN: 'The record does not follow the one before it.',
  EXPORT_KEY_UNKNOWN: 'No signing key by that name is in force.',
  POLICY_MISSING: 'No channel policy is in force yet.',
  POLICY_VERSION: 'A policy takes the version after the newest one.',
  PROPOSAL_UNKNOWN: 'There is no such proposal.',
  SAME_ORGANISATION: 'A proposal is approved by an organisation other than the one that made it.',
  NOT_DUE: 'This value must not be purged yet.',
  CONFLICT: 'Another transaction changed the same thing at the same time.',
  CHANNEL_BUSY: 'The ledger takes no more at the moment.',
  LEDGER_UNAVAILABLE: 'The ledger cannot be reached.',
  LEDGER_TIMEOUT: 'The ledger has not answered in time; the transaction may still be committed.',
  AUDITOR_UNAVAILABLE: 'The auditor cannot be reached.',
  // Witness, endorsements and exports, as the phone sees them
  NOT_WITNESSED: 'The auditor has not witnessed this.',
  WITNESS_INVALID: 'The statement is not signed by the auditor that this phone trusts.',
  NOT_ENDORSED: 'Fewer than two organisations have signed this transaction.',
  ENDORSEMENT_INVALID: 'A signature under the transaction is not one of the organisations that this phone trusts.',
  ENDORSEMENT_MISMATCH: 'What the organisations signed is not what the receipt says.',
  EXPORT_UNRECORDED: 'The file is not recorded on the ledger.',
  EXPORT_ALTERED: 'The file is not the one that is recorded on the ledger.',
  EXPORT_MISSING: 'A recorded file was left out.',
  OTHER_NETWORK: 'This is another network than the one that this phone knows.',
  STALE: 'The newest statement is too old.',
  INTERNAL: 'Something went wrong on our side.',
} as const;

/** One of the stable codes. */
export type ErrorCode = keyof typeof errorCodes;

/** Whether a text is one of the stable codes. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}

/**
 * The error of the whole project: a stable code, a sentence, and optionally where the fault lies.
 * On the ledger's wire it travels as `CODE: sentence`, see {@link parseErrorText}.
 */
export class TallystickError extends Error {
  readonly code: ErrorCode;
  /** Dotted path of the field that is at fault, never its value. */
  readonly field: string | undefined;

  constructor(code: ErrorCode, options: { message?: string; field?: string; cause?: unknown } = {}) {
    super(options.message ?? errorCodes[code], { cause: options.cause });
    this.name = 'TallystickError';
    this.code = code;
    this.field = options.field;
  }

  /** The one-line form that travels through chaincode responses. */
  toText(): string {
    return this.field === undefined ? `${this.code}: ${this.message}` : `${this.code}(${this.field}): ${this.message}`;
  }
}

const errorText = /\b([A-Z][A-Z_]+)(?:\(([\w.[\]]+)\))?: (.+)$/s;

/** The error inside a text such as `chaincode response 500, CODE_USED: …`, or undefined when there is none of ours. */
export function parseErrorText(text: string): TallystickError | undefined {
  const [, code, field, message] = errorText.exec(text) ?? [];
  if (code === undefined || message === undefined || !isErrorCode(code)) return undefined;
  return new TallystickError(code, field === undefined ? { message } : { message, field });
}
