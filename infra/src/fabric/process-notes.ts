import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A process of the network that outlives the command which started it. */
export type NetworkProcess = {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
};

/** What is noted of a process when it is started, and kept until it is ended in order. */
type Entry = NetworkProcess & { readonly pid: number };

const pidFile = (folder: string, name: string): string => join(folder, 'run', `${name}.pid`);

/** Notes a process that was started. */
export function note(folder: string, { name, program, args, cwd, env }: NetworkProcess, pid: number): void {
  mkdirSync(join(folder, 'run'), { recursive: true, mode: 0o700 });
  writeFileSync(pidFile(folder, name), JSON.stringify({ pid, name, program, args, cwd, env } satisfies Entry));
}

/** Forgets a process that was ended in order. */
export const forget = (folder: string, name: string): void => rmSync(pidFile(folder, name), { force: true });

const textOf = ({ program, args, cwd, env }: NetworkProcess): string => JSON.stringify([program, args, cwd, env]);

/** Whether a process id is still that of the program that was started: the kernel gives ids again. */
function isStill({ pid, program, args = [] }: Entry): boolean {
  try {
    process.kill(pid, 0); // throws when there is none
    if (process.platform !== 'linux') return true;
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith([program, ...args].join('\0'));
  } catch {
    return false; // ended, or another user's
  }
}

function noted(folder: string, name: string): Entry | undefined {
  try {
    return JSON.parse(readFileSync(pidFile(folder, name), 'utf8')) as Entry;
  } catch {
    return undefined; // never started, or ended in order
  }
}

function entryOf(folder: string, name: string): Entry | undefined {
  const entry = noted(folder, name);
  return entry !== undefined && isStill(entry) ? entry : undefined;
}

/** How a process was started that is gone without having been ended in order; undefined for any other. */
export function diedAs(folder: string, name: string): NetworkProcess | undefined {
  const entry = noted(folder, name);
  return entry === undefined || isStill(entry) ? undefined : entry;
}

/** Process id of a running process of this network, or undefined. */
export function pidOf(folder: string, name: string): number | undefined {
  return entryOf(folder, name)?.pid;
}

/** Whether a process runs, but was started as something else than it should be now. */
export function isOutdated(folder: string, definition: NetworkProcess): boolean {
  const entry = entryOf(folder, definition.name);
  return entry !== undefined && textOf(entry) !== textOf(definition);
}
