/** A localnet as a process of its own, as `npm start` runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { NetworkDefinition } from '../definition.ts';
import { networkTarget } from '../target.ts';

const MAIN = path.resolve(import.meta.dirname, '../main.ts');
const readyLine = z.object({ event: z.literal('ready'), height: z.number(), target: networkTarget });

/** A running localnet process, and what it said when it was ready. */
export type LocalnetProcess = z.infer<typeof readyLine> & { child: ChildProcess };

/** Starts a process; what it writes to stderr comes with its exit code when it ends before it serves. */
export function spawnLocalnet(
  definition: NetworkDefinition,
  dataDir: string,
  options: { args?: string[]; env?: Record<string, string> } = {},
): ChildProcess {
  const file = path.join(dataDir, 'definition.json');
  writeFileSync(file, JSON.stringify(definition));
  const args = [MAIN, '--definition', file, '--data', dataDir, ...(options.args ?? [])];
  return spawn(process.execPath, args, {
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
  });
}

/** Starts a process and waits until it serves. */
export async function startLocalnetProcess(definition: NetworkDefinition, dataDir: string): Promise<LocalnetProcess> {
  const child = spawnLocalnet(definition, dataDir);
  child.stderr!.resume();
  const lines = createInterface({ input: child.stdout! });
  const [line] = (await once(lines, 'line')) as [string];
  return { ...readyLine.parse(JSON.parse(line)), child };
}

/** How a process ended: its exit code, and what it had written to stderr. */
export async function ended(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  const chunks: string[] = [];
  child.stderr!.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr: chunks.join('') };
}
