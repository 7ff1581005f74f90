/** Several pieces of work in one transaction, so that one flush to disk serves all of them. */

type Waiting = { work: () => void; done: () => void; fail: (error: unknown) => void };

/** Gathers what is asked for within a turn of the event loop. */
export class Together {
  readonly #run: (work: () => void) => void;
  #waiting: Waiting[] = [];

  /** @param run runs work in one transaction; all of it is on disk when it returns */
  constructor(run: (work: () => void) => void) {
    this.#run = run;
  }

  /** Resolves when the work is on disk. When one piece fails, so do all of its transaction, and none is there. */
  add(work: () => void): Promise<void> {
    return new Promise((done, fail) => {
      this.#waiting.push({ work, done, fail });
      // After the I/O that is at hand: what arrives meanwhile belongs to the same transaction.
      if (this.#waiting.length === 1) setImmediate(() => this.flush());
    });
  }

  /** Does now what waits. */
  flush(): void {
    const all = this.#waiting;
    this.#waiting = [];
    if (all.length === 0) return;
    try {
      this.#run(() => {
        for (const { work } of all) work();
      });
      for (const { done } of all) done();
    } catch (error) {
      for (const { fail } of all) fail(error);
    }
  }
}
