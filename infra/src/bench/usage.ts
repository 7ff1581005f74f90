/** What processes use, as Linux tells; on other systems there are no such figures. */
import { readFileSync } from 'node:fs';

/** Clock ticks a second in `/proc`: fixed by Linux towards programs. */
const ticksPerSecond = 100;

/** Processor seconds, user and system, of a line of `/proc/PID/stat` (proc(5): fields 14 and 15). */
export function cpuSecondsIn(stat: string): number {
  // The second field is the program's name in brackets and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Resident memory in MB of a text of `/proc/PID/status`. */
export function residentMegabytesIn(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? Number.NaN) / 1024;
}

/** Process ids by name. */
export type Pids = Readonly<Record<string, number>>;

function read(pids: Pids, file: string, figureIn: (text: string) => number): Record<string, number> {
  if (process.platform !== 'linux') return {};
  return Object.fromEntries(
    Object.entries(pids).map(([name, pid]) => [name, figureIn(readFileSync(`/proc/${pid}/${file}`, 'utf8'))]),
  );
}

/** Resident memory of each process, MB. */
export const memoryOf = (pids: Pids): Record<string, number> => read(pids, 'status', residentMegabytesIn);

/** Does something, and says how many processor seconds each process used meanwhile. */
export async function cpuDuring<T>(
  pids: Pids,
  act: () => Promise<T>,
): Promise<{ result: T; cpu: Record<string, number> }> {
  const before = read(pids, 'stat', cpuSecondsIn);
  const result = await act();
  const after = read(pids, 'stat', cpuSecondsIn);
  return {
    result,
    cpu: Object.fromEntries(Object.entries(after).map(([name, used]) => [name, used - before[name]!])),
  };
}
