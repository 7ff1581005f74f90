/** One network a data directory: two would order two chains into one file. */

import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Takes the directory; the system gives it back when the process ends, however it ends.
 * @returns what gives it back
 * @throws Error when another process has it
 */
export function lockDirectory(dataDir: string): () => void {
  // SQLite's own file lock: portable, and never left behind by a process that was killed.
  const lock = new DatabaseSync(path.join(dataDir, 'lock'));
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch {
    lock.close();
    throw new Error(`another localnet is running in ${dataDir}; stop it, or use another data directory`);
  }
  return () => lock.close();
}
