import { setTimeout as sleep } from 'node:timers/promises';
import { pauseAfter, type ServiceEvent } from '../dev/service.ts';
import { diedAs, type NetworkProcess, pidOf } from './process-notes.ts';
import { logFile, startProcess } from './processes.ts';
import { lockStart } from './start-lock.ts';

/** What is watched over. */
export type Watched = {
  readonly folder: string;
  /** Names of the processes. */
  readonly names: readonly string[];
  /** Whether a process that runs can do its work. */
  readonly isReady: (name: string) => Promise<boolean>;
  readonly report: (event: ServiceEvent) => void;
};

/** How often processes are looked at, milliseconds. */
const lookEvery = 500;
/** Whoever lived so long is not one that keeps dying, milliseconds. */
const steady = 60_000;

/**
 * Starts again, as it was, each process of a network that dies, with growing pauses, and says so. What is ended in order
 * (`npm run fabric -- down`) stays ended, and what `up` is at work on is left to it. Returns what stops watching.
 */
export function watchOver(watched: Watched): () => void {
  const stop = new AbortController();
  for (const name of watched.names) void watch(name, watched, stop.signal);
  return () => stop.abort();
}

async function watch(name: string, watched: Watched, signal: AbortSignal): Promise<void> {
  const { folder, report } = watched;
  const rest = (milliseconds: number): Promise<void> =>
    sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
  let failures = 0;
  let since = Date.now();
  while (!signal.aborted) {
    await rest(lookEvery);
    // What is being ended in order loses its note a moment after its life.
    if (diedAs(folder, name) === undefined) continue;
    await rest(lookEvery);
    if (diedAs(folder, name) === undefined || signal.aborted) continue;
    if (Date.now() - since > steady) failures = 0;
    report({ service: name, event: 'died', detail: `starting again, log: ${logFile(folder, name)}` });
    await rest(pauseAfter(failures++));
    since = Date.now();
    const died = diedAs(folder, name);
    if (died === undefined || signal.aborted || !revive(folder, died)) continue;
    while (pidOf(folder, name) !== undefined && !signal.aborted) {
      if (await watched.isReady(name)) {
        report({ service: name, event: 'restarted' });
        break;
      }
      await rest(lookEvery);
    }
  }
}

/** Whether it was started: not while somebody else is starting this network. */
function revive(folder: string, definition: NetworkProcess): boolean {
  try {
    const letGo = lockStart(folder);
    try {
      return startProcess(folder, definition);
    } finally {
      letGo();
    }
  } catch {
    return false; // at the next look
  }
}
