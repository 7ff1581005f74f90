import { spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const here = import.meta.dirname;

/** Runs a Next.js command in this folder and rejects with its output when it fails. */
function runNext(command: string): Promise<void> {
  const next = createRequire(import.meta.url).resolve('next/dist/bin/next');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [next, command], {
      cwd: here,
      env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', CI: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`next ${command} failed:\n${output}`))));
  });
}

/** Builds the clinicians' view as static files into `outDir`. Needs no network. */
export async function buildHis({ outDir }: { outDir: string }): Promise<void> {
  await runNext('build');
  rmSync(outDir, { recursive: true, force: true });
  cpSync(join(here, 'out'), outDir, { recursive: true });
}
