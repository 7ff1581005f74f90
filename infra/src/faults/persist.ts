import { setTimeout as sleep } from 'node:timers/promises';
import type { Journal, Mutation } from './journal.ts';

/** A service answered with an error. */
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Codes after which a client asks for the same again. */
const retryable: ReadonlySet<string> = new Set([
  'LEDGER_UNAVAILABLE',
  'LEDGER_TIMEOUT',
  'CHANNEL_BUSY',
  'CONFLICT',
  'RATE_LIMITED',
  'INTERNAL',
  'PRIVATE_DATA_MISSING',
  // The authorisation may still wait in the hospital's outbox.
  'CODE_UNKNOWN',
]);

/** Whether asking again may help: a code of that kind, or no answer at all. */
export function mayAskAgain(error: unknown): boolean {
  return !(error instanceof Refusal) || retryable.has(error.code);
}

/** How clients ask. */
export type Persistence = {
  readonly journal: Journal;
  /** Nobody asks again from then on. */
  readonly stopping: AbortSignal;
  /** Chance at each failure that a client gives up and never learns what became of it. */
  readonly givesUp: number;
};

/** Most milliseconds between two tries. */
const longestPause = 1000;

/** Asks for the same until it is acknowledged, refused for good or given up; true when it was acknowledged. */
export async function persist(mutation: Mutation, how: Persistence, send: () => Promise<void>): Promise<boolean> {
  for (let pause = 50; ; pause = Math.min(2 * pause, longestPause)) {
    try {
      await send();
      how.journal.acknowledge(mutation);
      return true;
    } catch (error) {
      how.journal.failures += 1;
      if (!mayAskAgain(error)) {
        mutation.refused = error instanceof Refusal ? error.code : 'UNKNOWN';
        return false;
      }
    }
    if (how.stopping.aborted || Math.random() < how.givesUp) return false;
    await sleep(pause, undefined, { signal: how.stopping }).catch(() => undefined);
    if (how.stopping.aborted) return false;
  }
}
