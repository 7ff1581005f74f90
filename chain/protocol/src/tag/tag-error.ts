/**
 * What can go wrong between phone and tag. The place in the list is the number that travels in error frames: new ones are appended, none is
 * ever removed.
 */
export const tagErrorCodes = [
  /** No error (a status only). */
  'NONE',
  /** The tag's button has not been pressed, or too long ago. */
  'PAIRING_CLOSED',
  /** Confirmation under the derived key failed: another party stands between, or the exchange was garbled. */
  'PAIRING_FAILED',
  /** The tag is paired with nobody. */
  'NOT_PAIRED',
  /** A frame that needs an open session came before one was opened. */
  'NOT_OPEN',
  /** A frame's counter is not the next: replayed, reordered or lost. */
  'REPLAYED',
  /** A frame is not authentic. */
  'ALTERED',
  /** Chunks or a message that cannot be read. */
  'MALFORMED',
  /** A schedule of more than 24 hours. */
  'SCHEDULE_TOO_LONG',
  /** The tag's clock has not been set. */
  'CLOCK_UNSET',
  /** The log was full: the oldest sightings were lost. */
  'LOG_OVERFLOW',
] as const;
export type TagErrorCode = (typeof tagErrorCodes)[number];

/** An error of the tag protocol. */
export class TagError extends Error {
  readonly code: TagErrorCode;

  constructor(code: TagErrorCode, message?: string) {
    super(message ?? code);
    this.name = 'TagError';
    this.code = code;
  }
}

/** Number of a code in frames. */
export function tagErrorNumber(code: TagErrorCode): number {
  return tagErrorCodes.indexOf(code);
}

/** Code of a number; one that this version does not know counts as `MALFORMED`. */
export function tagErrorOf(number: number): TagErrorCode {
  return tagErrorCodes[number] ?? 'MALFORMED';
}
