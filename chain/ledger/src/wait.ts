import { setTimeout as sleep } from 'node:timers/promises';
import { TallystickError } from '@tallystick/protocol';

/** The caller gave up waiting; what was begun may still be done. */
export function abandoned(signal: AbortSignal): TallystickError {
  return new TallystickError('LEDGER_TIMEOUT', { message: 'The caller stopped waiting.', cause: signal.reason });
}

/** Waits, or less long when the signal says so. */
export async function rest(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, signal && { signal }).catch(() => undefined);
}

/** Waits. @throws TallystickError `LEDGER_TIMEOUT` when the signal says that nobody waits any longer. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await rest(milliseconds, signal);
  if (signal?.aborted) throw abandoned(signal);
}

/** Milliseconds before attempt n (from 0): doubling from `first` up to `most`, between half and whole of it at random. */
export function backOff(attempt: number, first: number, most: number): number {
  const whole = Math.min(most, first * 2 ** Math.min(attempt, 20));
  return whole / 2 + Math.random() * (whole / 2);
}

/** The promise's outcome, or the signal's end, whichever is first. */
export async function orAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  if (signal.aborted) {
    promise.catch(() => undefined);
    throw abandoned(signal);
  }
  const stop = Promise.withResolvers<never>();
  const onAbort = (): void => stop.reject(abandoned(signal));
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, stop.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
