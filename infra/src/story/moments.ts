const DAY = 86_400;

/** Moments of the story, Unix seconds: the phones' clocks are set to them, the ledger runs on real time. */
export type Moments = {
  /** Noon UTC two days ago: the meeting lies outside the embargo of live keys. */
  readonly meeting: number;
  /** Late on the following day: after every random moment at which that day's commitment may be due. */
  readonly dayAfter: number;
};

/** The story's moments, reckoned from now. */
export function momentsOf(now: number): Moments {
  const midnight = now - (now % DAY);
  return { meeting: midnight - 2 * DAY + DAY / 2, dayAfter: midnight - 60 };
}
