import { setTimeout as sleep } from 'node:timers/promises';
import { isOutdated, type NetworkProcess, pidOf } from './process-notes.ts';
import { lastWords, startProcess, stopProcess } from './processes.ts';

/** How often the processes of a start are looked at, milliseconds. */
const lookEvery = 200;

/** What became of a process when it was asked for. */
export type Outcome = 'started' | 'replaced' | 'running';

/**
 * One start of a network: knows what it started, so that it can be undone, and ends as soon as one of the processes does or
 * somebody interrupts it.
 */
export class Start {
  readonly #folder: string;
  readonly #end = new AbortController();
  readonly #started = new Set<string>();
  readonly #expected = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  /** Ends with the reason for which the start cannot go on. */
  readonly signal: AbortSignal;

  constructor(folder: string, interrupted?: AbortSignal) {
    this.#folder = folder;
    this.signal = interrupted === undefined ? this.#end.signal : AbortSignal.any([this.#end.signal, interrupted]);
    this.#timer = setInterval(() => this.#look(), lookEvery);
  }

  #look(): void {
    for (const name of this.#expected) {
      if (pidOf(this.#folder, name) !== undefined) continue;
      const words = lastWords(this.#folder, name);
      this.#end.abort(new Error(`${name} ended${words === '' ? '' : `; its log says:\n${words}`}`));
    }
  }

  /** Has a process running as it is defined: one that was started otherwise is ended first. */
  async run(definition: NetworkProcess): Promise<Outcome> {
    const { name } = definition;
    const replaced = isOutdated(this.#folder, definition);
    this.#expected.delete(name);
    if (replaced) await stopProcess(this.#folder, name);
    this.signal.throwIfAborted();
    const isNew = startProcess(this.#folder, definition);
    this.#expected.add(name);
    if (!isNew) return 'running';
    this.#started.add(name);
    return replaced ? 'replaced' : 'started';
  }

  /** Repeats what may fail at first until it succeeds; after `seconds` throws what it threw last. */
  async eventually<T>(seconds: number, attempt: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        this.signal.throwIfAborted();
        if (Date.now() > deadline) throw error;
        await sleep(200);
      }
    }
  }

  /** Stops watching: the processes are on their own from now on. */
  finish(): void {
    clearInterval(this.#timer);
  }

  /** Ends everything that this start has started. What ran before it goes on. */
  async undo(): Promise<void> {
    this.finish();
    // Steps that are still under way start nothing any more.
    this.#end.abort(new Error('the start failed'));
    await Promise.all([...this.#started].map((name) => stopProcess(this.#folder, name)));
  }
}
