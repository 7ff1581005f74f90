/** The phone's time. Everything in the app that asks for the time asks here, workers included. */
export interface Clock {
  /** Unix seconds of the phone's story: what identifiers, the log and the tally go by. */
  now(): number;
  /** Unix seconds of the platform: what the network, the ledger and the freshness of statements go by. */
  platform(): number;
  /** Seconds that `now` differs from `platform`; 0 outside practice. */
  readonly offset: number;
}

/** A clock that runs with the platform's, shifted by whole seconds. Plain data (`offset`) goes to workers, which make their own. */
export function createClock(offset: number): Clock {
  const platform = (): number => Math.floor(Date.now() / 1000);
  return { offset, platform, now: () => platform() + offset };
}
