/** Size and refill of a bucket. */
export type BucketSettings = {
  /** Requests that may come at once. */
  readonly burst: number;
  /** Requests a second that are earned back. */
  readonly perSecond: number;
};

/** A bucket's verdict: taken, or how many seconds to wait. */
export type Verdict = { readonly taken: true } | { readonly taken: false; readonly retryAfter: number };

/** One token bucket. */
export type TokenBucket = { take(tokens: number, nowMs: number): Verdict };

/** A bucket that starts full. */
export function createTokenBucket({ burst, perSecond }: BucketSettings, startMs: number): TokenBucket {
  let tokens = burst;
  let at = startMs;
  return {
    take: (wanted, nowMs) => {
      // A clock that steps back earns nothing.
      tokens = Math.min(burst, tokens + (Math.max(0, nowMs - at) / 1000) * perSecond);
      at = Math.max(at, nowMs);
      if (tokens >= wanted) {
        tokens -= wanted;
        return { taken: true };
      }
      return { taken: false, retryAfter: Math.max(1, Math.ceil((wanted - tokens) / perSecond)) };
    },
  };
}
