import type { FailureCode } from '../net/errors.ts';

/** Outcome of exposure checks, as the phone remembers it. */
export interface CheckState {
  /** Unix seconds of the platform when the last check ended, good or not. */
  readonly at: number;
  /** The last one that went through, null before the first. */
  readonly okAt: number | null;
  /** Why the last one stopped, null when it went through. */
  readonly code: FailureCode | null;
  /** The Auditor's time in the newest head that was accepted. */
  readonly headTime: number | null;
  /** Last export record that was processed, 0 before the first. */
  readonly lastSequence: number;
  /** SHA-256 of that record's file, null before the first. */
  readonly lastSha256: string | null;
  /** Newest policy version ever accepted: an older one is refused. */
  readonly policyVersion: number | null;
}

/** Before the first check. */
export const uncheckedState: CheckState = {
  at: 0,
  okAt: null,
  code: null,
  headTime: null,
  lastSequence: 0,
  lastSha256: null,
  policyVersion: null,
};
