/**
 * `npm run bench:ledger`: commitments per second from mutation to committed block, against one transaction each and against an API with
 * nothing behind it; latency, processor time, memory and start. Options: `options.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPrograms } from '../fabric/programs.ts';
import type { Stops } from './measured-network.ts';
import { oneRun } from './one-run.ts';
import { benchOptions } from './options.ts';
import { machineOf, type Report, textOfReport } from './report.ts';
import { type Figures, summariesOf } from './statistics.ts';

const options = benchOptions();
if (options.network === 'fabric') {
  try {
    findPrograms();
  } catch (error) {
    process.stderr.write(`Nothing was measured. ${(error as Error).message}\n`);
    process.exit(3);
  }
}

const folders: string[] = [];
const stops: Stops = [];
/** Ends what was started, the last first. */
async function tidy(): Promise<void> {
  for (const stop of stops.splice(0).reverse()) await stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => void tidy().finally(() => process.exit(status)));
}

try {
  const runs: Figures[] = [];
  for (let run = 1; run <= options.runs; run++) {
    process.stderr.write(`run ${run} of ${options.runs} …\n`);
    const dataDir = mkdtempSync(join(tmpdir(), 'tallystick-bench-'));
    folders.push(dataDir);
    runs.push(await oneRun(options, dataDir, stops));
    await tidy();
  }
  const { json, ...loaded } = options;
  const report: Report = { machine: machineOf(options.network), options: loaded, figures: summariesOf(runs) };
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : textOfReport(report));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
} finally {
  await tidy();
}
