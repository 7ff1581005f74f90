import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What a running stack says of itself in `<data>/run.json`. */
const runFile = z.object({
  version: z.literal(1),
  pid: z.int(),
  startedAt: z.int(),
  ports: z.record(z.string(), z.int()),
  /** What of the ledger listens where. */
  ledger: z.record(z.string(), z.int()),
  /** The command that starts again what of the ledger does not run. */
  ledgerMendedBy: z.string().optional(),
  services: z.record(z.string(), z.object({ ready: z.string(), status: z.string().optional() })),
});
export type RunFile = z.infer<typeof runFile>;

/** Layout of the data folder; a newer one than this is not touched. */
const dataVersion = 1;

/** Makes the data folder (0700) or checks its version; throws a sentence that helps when it is not ours. */
export function prepareDataFolder(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const file = join(dataDir, 'version');
  if (!existsSync(file)) {
    writeFileSync(file, `${dataVersion}\n`, { mode: 0o600 });
    return;
  }
  const found = Number(readFileSync(file, 'utf8'));
  if (found !== dataVersion) {
    throw new Error(
      `${dataDir} was written by another version (layout ${found}, this is ${dataVersion}): start that version, or begin anew with \`npm start -- --fresh\`.`,
    );
  }
}

/** The stack that runs on this data folder, or undefined. A file left behind by a killed one does not count. */
export function runningStack(dataDir: string): RunFile | undefined {
  const file = join(dataDir, 'run.json');
  if (!existsSync(file)) return undefined;
  const parsed = runFile.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success || !isAlive(parsed.data.pid)) return undefined;
  return parsed.data;
}

/** Writes the run file in one step. */
export function writeRunFile(dataDir: string, content: Omit<RunFile, 'version'>): void {
  const file = join(dataDir, 'run.json');
  writeFileSync(`${file}.part`, `${JSON.stringify({ version: 1, ...content }, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}

/** Takes the run file away. */
export function removeRunFile(dataDir: string): void {
  rmSync(join(dataDir, 'run.json'), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
