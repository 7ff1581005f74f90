import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const home = import.meta.dirname;

const busy = 'Another next build process is already running';
const patienceMilliseconds = 180_000;

/** Runs `next build`; one build of this folder runs at a time, so that another one is waited for. */
async function runNext(env: NodeJS.ProcessEnv): Promise<void> {
  const next = fileURLToPath(import.meta.resolve('next/dist/bin/next'));
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    try {
      await run(process.execPath, [next, 'build'], { cwd: home, maxBuffer: 64 << 20, env });
      return;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      if (!`${stdout}${stderr}`.includes(busy) || Date.now() > deadline) {
        throw new Error(`The clinicians' view could not be built.\n${stdout}${stderr}`);
      }
      await setTimeout(1000);
    }
  }
}

/**
 * Builds the clinicians' view as static files into `outDir`, which is emptied first. Needs no network.
 *
 * @throws Error with what Next.js said when it fails.
 */
export async function buildHis({ outDir }: { outDir: string }): Promise<void> {
  const out = resolve(outDir);
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await runNext({
    ...process.env,
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NEXT_DIST_DIR: relative(home, out),
  });
}
