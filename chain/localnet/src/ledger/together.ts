/** Several pieces of work in one transaction, so that one flush to disk serves all of them. */

type Waiting = { work: () => void; done: () => void; fail: (error: unknown) => void };

/** Gathers what is asked for at about the same time. */
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
      // A turn of the event loop later than a block is cut: what can go to disk with a block has no transaction of its own.
      if (this.#waiting.length === 1) setImmediate(() => setImmediate(() => this.flush()));
    });
  }

  /** Does now what waits, in a transaction of its own. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    try {
      this.within((work) => this.#run(work));
    } catch {
      // Whoever waited has been told.
    }
  }

  /**
   * Does what waits within a transaction that is made anyway, and tells whoever waited how that ended.
   * @param transaction runs the work that it is given as its first; all of it is on disk when it returns
   */
  within<T>(transaction: (work: () => void) => T): T {
    const all = this.#waiting;
    this.#waiting = [];
    try {
      const result = transaction(() => {
        for (const { work } of all) work();
      });
      for (const { done } of all) done();
      return result;
    } catch (error) {
      for (const { fail } of all) fail(error);
      throw error;
    }
  }
}
