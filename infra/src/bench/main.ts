/**
 * `npm run bench:ledger`: commitments per second from mutation to committed block, against one transaction each and against an API with
 * nothing behind it; publications; latency, processor time, memory, start and rebuilding. Options: `options.ts`.
 */
import { runMeasurement } from './measurement.ts';
import { oneRun } from './one-run.ts';
import { benchOptions } from './options.ts';
import { machineOf, type Report, textOfReport } from './report.ts';
import { type Figures, summariesOf } from './statistics.ts';

const options = benchOptions();
await runMeasurement(options.network, async (measure) => {
  const runs: Figures[] = [];
  for (let run = 1; run <= options.runs; run++) {
    process.stderr.write(`run ${run} of ${options.runs} …\n`);
    runs.push(await measure((dataDir, stops) => oneRun(options, dataDir, stops)));
  }
  const { json, ...loaded } = options;
  const report: Report = { machine: machineOf(options.network), options: loaded, figures: summariesOf(runs) };
  return json ? `${JSON.stringify(report, null, 2)}\n` : textOfReport(report);
});
