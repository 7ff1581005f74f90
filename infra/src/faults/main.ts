/** `npm run faults`: faults under a steady load of mutations, counted from the ledger's blocks. Options: `options.ts`. */
import { findPrograms } from '../fabric/programs.ts';
import { faultsOptions } from './options.ts';
import { textOfReport } from './report.ts';
import { isReportWhole, runFaults } from './run.ts';

const { network, json } = faultsOptions();
try {
  if (network === 'fabric') findPrograms();
} catch (error) {
  process.stderr.write(`Nothing was tried. ${(error as Error).message}\n`);
  process.exit(3);
}
try {
  const report = await runFaults({ network, between: 3, say: (line) => void process.stderr.write(`${line}\n`) });
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : textOfReport(report));
  process.exitCode = isReportWhole(report) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
