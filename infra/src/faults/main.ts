/** `npm run faults`: faults under a steady load of mutations, counted from the ledger's blocks. Options: `options.ts`. */
import { findPrograms } from '../fabric/programs.ts';
import { faultsOptions } from './options.ts';
import { textOfReport } from './report.ts';
import { isReportWhole, runFaults } from './run.ts';

const { network, only, json } = faultsOptions();
try {
  if (network === 'fabric') findPrograms();
} catch (error) {
  process.stderr.write(`Nothing was tried. ${(error as Error).message}\n`);
  process.exit(3);
}
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => interruption.abort(new Error('Interrupted; everything that was started is ended.')));
}
try {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const report = await runFaults({
    network,
    between: 3,
    only: ({ name }) => name.includes(only),
    say,
    interrupted: interruption.signal,
  });
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : textOfReport(report));
  process.exitCode = isReportWhole(report) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
// Clients that were interrupted may still be waiting for somebody.
process.exit();
