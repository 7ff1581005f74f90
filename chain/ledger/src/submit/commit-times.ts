/** Weight of the newest time in the mean: a slow one is not forgotten at once, nor remembered for long. */
const weight = 0.2;
/** So many times the mean is waited for: under load the slowest take a few times as long as most. */
const margin = 3;
/** Least milliseconds of patience: a block of a ledger at rest is there in less. */
const least = 1000;

/**
 * How long transactions lately took from the orderer to their outcome, milliseconds. It tells what an orderer took and lost with its
 * life, and what has to be sent again, from what merely waits in a long queue, where to send it again would make the queue longer.
 */
export class CommitTimes {
  #mean = 0;

  /** Notes how long an outcome took. */
  note(milliseconds: number): void {
    this.#mean = this.#mean === 0 ? milliseconds : this.#mean + weight * (milliseconds - this.#mean);
  }

  /** How long to ask a peer after an outcome before the next one is asked, doubling with each round. */
  patience(round: number): number {
    return Math.max(least, margin * this.#mean) * 2 ** round;
  }
}
