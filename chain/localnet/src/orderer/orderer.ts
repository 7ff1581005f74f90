/** Ordering: takes envelopes that may be ordered, cuts a block whenever the committer is idle. */
import { BATCH } from './batch.ts';

type Waiting = { envelope: Uint8Array; done: () => void; fail: (error: Error) => void };

/** The one orderer. */
export class Orderer {
  readonly #commit: (envelopes: Uint8Array[]) => void;
  readonly #queue: Waiting[] = [];
  #scheduled = false;

  /** @param commit commits a block of these envelopes; on disk when it returns */
  constructor(commit: (envelopes: Uint8Array[]) => void) {
    this.#commit = commit;
  }

  /** Resolves when the envelope's block is on disk, whatever its validation said; rejects when it could not be written. */
  order(envelope: Uint8Array): Promise<void> {
    return new Promise((done, fail) => {
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
