/** Ordering: takes envelopes that may be ordered, cuts a block whenever the committer is idle. */
import { Orders, pause } from '../orders.ts';
import { BATCH } from './batch.ts';

type Waiting = { envelope: Uint8Array; done: () => void; fail: (error: Error) => void };

/** Why a stopped orderer takes nothing. */
export class OrdererStopped extends Error {}

/** The one orderer. */
export class Orderer {
  readonly #commit: (envelopes: Uint8Array[]) => void;
  readonly #queue: Waiting[] = [];
  #scheduled = false;
  #running = true;
  readonly #orders = new Orders();

  /** @param commit commits a block of these envelopes; on disk when it returns */
  constructor(commit: (envelopes: Uint8Array[]) => void) {
    this.#commit = commit;
  }

  /** Whether it takes envelopes. */
  get running(): boolean {
    return this.#running;
  }

  /** Takes nothing any more; what it has taken is committed. */
  stop(): void {
    this.#orders.end();
    this.#running = false;
  }

  /** Takes envelopes again, after a while. @throws Error when it is stopped before */
  async start(servesAfter = 0): Promise<void> {
    await pause(servesAfter, this.#orders.next());
    this.#running = true;
  }

  /** A start that has not taken effect no longer does. */
  close(): void {
    this.#orders.end();
  }

  /**
   * Resolves when the envelope's block is on disk, whatever its validation said; rejects when it could not be written.
   * @throws OrdererStopped
   */
  async order(envelope: Uint8Array): Promise<void> {
    if (!this.#running) throw new OrdererStopped('the orderer is stopped');
    await new Promise<void>((done, fail) => {
      this.#queue.push({ envelope, done, fail });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#queue.length === 0) return;
    this.#scheduled = true;
    // After the I/O that is at hand: what arrives meanwhile belongs to the same block.
    setImmediate(() => {
      const batch = this.#cut();
      try {
        this.#commit(batch.map(({ envelope }) => envelope));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { fail } of batch) fail(error as Error);
      } finally {
        this.#scheduled = false;
        this.#schedule();
      }
    });
  }

  #cut(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { envelope } of this.#queue.slice(0, BATCH.maxMessages)) {
      bytes += envelope.length;
      if (count > 0 && bytes > BATCH.preferredMaxBytes) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }
}
