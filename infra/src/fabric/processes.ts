import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { forget, type NetworkProcess, note, pidOf } from './process-notes.ts';

/** Log file of a process. */
export const logFile = (folder: string, name: string): string => join(folder, 'logs', `${name}.log`);

/** The last lines of a process's log. */
export function logTail(folder: string, name: string, lines: number): string {
  const file = logFile(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
}

/** Why a process ended, as far as its log says: the lines of a Go program's panic, otherwise the last ones. */
export function lastWords(folder: string, name: string): string {
  const lines = logTail(folder, name, 60).split('\n');
  const panics = lines.filter((line) => /^panic:|\b(PANI|FATA)\b/.test(line));
  return (panics.length > 0 ? panics.slice(-1) : lines.slice(-3)).join('\n');
}

/** Starts a process unless it runs; true when it was started now. @throws Error when there is no such program. */
export function startProcess(folder: string, definition: NetworkProcess): boolean {
  const { name, program, args, cwd, env } = definition;
  if (pidOf(folder, name) !== undefined) return false;
  mkdirSync(join(folder, 'logs'), { recursive: true, mode: 0o700 });
  const log = openSync(logFile(folder, name), 'a', 0o600);
  const child = spawn(program, args, {
    cwd,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  child.on('error', () => {}); // there is no process id then, which is looked at below
  child.unref();
  if (child.pid === undefined) throw new Error(`${name} could not be started: ${program} in ${cwd}`);
  note(folder, definition, child.pid);
  return true;
}

/** Ends a process and waits until it is gone. */
export async function stopProcess(folder: string, name: string): Promise<boolean> {
  const send = (signal: NodeJS.Signals): boolean => {
    const pid = pidOf(folder, name);
    return pid !== undefined && process.kill(pid, signal);
  };
  if (!send('SIGTERM')) return false;
  const deadline = Date.now() + 10_000;
  while (pidOf(folder, name) !== undefined) {
    if (Date.now() > deadline) send('SIGKILL');
    await sleep(50);
  }
  forget(folder, name);
  return true;
}

/** Repeats a check until it holds; throws the sentence of `what` after `seconds`, or the signal's reason. */
export async function until(
  what: string,
  seconds: number,
  check: () => Promise<boolean>,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    signal?.throwIfAborted();
    if (await check()) return;
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${seconds} s`);
    await sleep(100);
  }
}
