/** The clock inside a virtual tag: it goes with real time and can be put forward, so that twenty minutes pass in a moment. Never back. */
export interface TagClock {
  /** Seconds since some moment of its own. */
  now(): number;
  /** Puts it forward. @throws RangeError for a negative number. */
  advance(seconds: number): void;
}

/** A clock that begins now. */
export function createTagClock(): TagClock {
  const start = performance.now();
  let ahead = 0;
  return {
    now: () => (performance.now() - start) / 1000 + ahead,
    advance: (seconds) => {
      if (seconds < 0) throw new RangeError('a tag’s clock does not go back');
      ahead += seconds;
    },
  };
}
