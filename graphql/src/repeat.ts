import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { asTallystickError } from './http/errors.ts';

/** Work that is done again and again until it is stopped. */
export type Repeating = { stop(): Promise<void> };

/** Most milliseconds between tries of work that keeps failing. */
const maxBackoffMs = 30_000;

/** Does `work` every `everyMs`; work that fails is logged by its code and tried again, each time after twice as long. */
export function repeat(everyMs: number, log: Logger, work: () => Promise<void>): Repeating {
  const stopping = new AbortController();
  let wait = everyMs;
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await work();
        wait = everyMs;
      } catch (error) {
        const { code, message } = asTallystickError(error);
        wait = Math.min(maxBackoffMs, Math.max(wait, 250) * 2);
        if (!stopping.signal.aborted)
          log.warn({ code, err: code === 'INTERNAL' ? error : undefined, retryMs: wait }, message);
      }
      await sleep(wait, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
}
