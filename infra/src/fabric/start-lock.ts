import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function holderOf(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined; // ended without having let go
  }
}

/**
 * Keeps a second start off a folder: two at once would start every process twice. Returns what lets go again.
 *
 * @throws Error with a sentence when another process is at it.
 */
export function lockStart(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'starting.pid');
  const holder = holderOf(file);
  if (holder !== undefined) throw new Error(`Another start of this network is under way (process ${holder}, ${file}).`);
  rmSync(file, { force: true });
  // Of two that come at the same moment one meets the other's file here.
  writeFileSync(file, String(process.pid), { flag: 'wx' });
  return () => rmSync(file, { force: true });
}
