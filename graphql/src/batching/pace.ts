/** Says when the next of several flights may start, from how long flights take. Times in milliseconds. */
export type Pace = {
  started(now: number): void;
  /** A flight has come to a good end after so long. */
  landed(duration: number): void;
  /** How long the next flight has to wait while others are in the air. */
  wait(now: number): number;
};

/** Least milliseconds between two starts: a transaction costs ledger and API some milliseconds, however little is in it. */
export const shortestStep = 50;
/** Most milliseconds between two starts, however slow the ledger is. */
export const longestStep = 250;
/** Weight of the newest flight in the mean: a slow one is not forgotten at once, nor remembered for long. */
const weight = 0.25;

/**
 * Flights start in even steps: with three of them a flight of 300 ms has one start every 100 ms. So a fast ledger gets small batches
 * quickly and a slow one gets few large ones, without a setting for either.
 */
export function createPace(flights: number): Pace {
  let mean = 0;
  let last = Number.NEGATIVE_INFINITY;
  return {
    started: (now) => {
      last = now;
    },
    landed: (duration) => {
      mean = mean === 0 ? duration : mean + weight * (duration - mean);
    },
    wait: (now) => Math.max(0, last + Math.min(longestStep, Math.max(shortestStep, mean / flights)) - now),
  };
}
