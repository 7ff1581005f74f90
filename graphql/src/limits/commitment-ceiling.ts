import { HeaderMap } from '@apollo/server';
import { TallystickError } from '@tallystick/protocol';
import { GraphQLError } from 'graphql';
import { createTokenBucket, type Verdict } from './token-bucket.ts';

/** Bound on what all clients together may write. */
export type CommitmentCeiling = {
  /** Takes one commitment or answer. @throws GraphQLError `RATE_LIMITED` with `Retry-After`. */
  take(): void;
};

/** A ceiling of so many a minute, whoever sends them. `clock` gives milliseconds. */
export function createCommitmentCeiling(perMinute: number, clock: () => number = Date.now): CommitmentCeiling {
  const bucket = createTokenBucket({ burst: perMinute, perSecond: perMinute / 60 }, clock());
  return { take: () => refuse(bucket.take(1, clock())) };
}

function refuse(verdict: Verdict): void {
  if (verdict.taken) return;
  const original = new TallystickError('RATE_LIMITED');
  const http = { status: 429, headers: new HeaderMap([['retry-after', String(verdict.retryAfter)]]) };
  throw new GraphQLError(original.message, { originalError: original, extensions: { http } });
}
