import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process of the network that outlives the command which started it. */
export type NetworkProcess = {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
};

/** What is noted of a process when it is started. */
type Entry = { pid: number; program: string; args?: string[]; digest?: string };

const pidFile = (folder: string, name: string): string => join(folder, 'run', `${name}.pid`);
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

const digestOf = ({ program, args, cwd, env }: NetworkProcess): string =>
  createHash('sha256')
    .update(JSON.stringify([program, args, cwd, env]))
    .digest('hex');

/** Whether a process id is still that of the program that was started: the kernel gives ids again. */
function isStill({ pid, program, args = [] }: Entry): boolean {
  process.kill(pid, 0); // throws when there is none
  if (process.platform !== 'linux') return true;
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith([program, ...args].join('\0'));
}

function entryOf(folder: string, name: string): Entry | undefined {
  try {
    const entry = JSON.parse(readFileSync(pidFile(folder, name), 'utf8')) as Entry;
    return isStill(entry) ? entry : undefined;
  } catch {
    return undefined; // never started, ended, or another user's
  }
}

/** Process id of a running process of this network, or undefined. */
export function pidOf(folder: string, name: string): number | undefined {
  return entryOf(folder, name)?.pid;
}

/** Whether a process runs, but was started as something else than it should be now. */
export function isOutdated(folder: string, definition: NetworkProcess): boolean {
  const entry = entryOf(folder, definition.name);
  return entry !== undefined && entry.digest !== digestOf(definition);
}

/** Starts a process unless it runs; true when it was started now. @throws Error when there is no such program. */
export function startProcess(folder: string, definition: NetworkProcess): boolean {
  const { name, program, args, cwd, env } = definition;
  if (pidOf(folder, name) !== undefined) return false;
  for (const part of ['run', 'logs']) mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
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
  const entry: Entry = { pid: child.pid, program, args: [...args], digest: digestOf(definition) };
  writeFileSync(pidFile(folder, name), JSON.stringify(entry));
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
  rmSync(pidFile(folder, name), { force: true });
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
