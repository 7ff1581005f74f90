import { spawn } from 'node:child_process';
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

const pidFile = (folder: string, name: string): string => join(folder, 'run', `${name}.pid`);
/** Log file of a process. */
export const logFile = (folder: string, name: string): string => join(folder, 'logs', `${name}.log`);

/** Process id of a running process of this network, or undefined. Asks the kernel who has that id now. */
export function pidOf(folder: string, name: string): number | undefined {
  const file = pidFile(folder, name);
  if (!existsSync(file)) return undefined;
  const { pid, program } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; program: string };
  try {
    process.kill(pid, 0);
    if (process.platform === 'linux' && !readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(program))
      return undefined;
    return pid;
  } catch {
    return undefined;
  }
}

/** Starts a process unless it runs; true when it was started now. */
export function startProcess(folder: string, definition: NetworkProcess): boolean {
  if (pidOf(folder, definition.name) !== undefined) return false;
  for (const part of ['run', 'logs']) mkdirSync(join(folder, part), { recursive: true, mode: 0o700 });
  const log = openSync(logFile(folder, definition.name), 'a', 0o600);
  const child = spawn(definition.program, definition.args, {
    cwd: definition.cwd,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...definition.env },
    stdio: ['ignore', log, log],
    detached: true,
  });
  child.on('error', () => {}); // reported by the wait for readiness, which names the log
  if (child.pid !== undefined) {
    writeFileSync(pidFile(folder, definition.name), JSON.stringify({ pid: child.pid, program: definition.program }));
  }
  child.unref();
  return true;
}

/** Ends a process and waits until it is gone. */
export async function stopProcess(folder: string, name: string): Promise<boolean> {
  const pid = pidOf(folder, name);
  if (pid === undefined) return false;
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + 10_000;
  while (pidOf(folder, name) !== undefined) {
    if (Date.now() > deadline) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
  rmSync(pidFile(folder, name), { force: true });
  return true;
}

/** Repeats a check until it holds; throws the sentence of `what` after `seconds`. */
export async function until(what: string, seconds: number, check: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen within ${seconds} s`);
    await sleep(100);
  }
}
