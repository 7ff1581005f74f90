/**
 * `npm run bench:growth`: bytes that a ledger keeps for commitments, for ever and after purge, and from that what a country would need.
 * Options: `options.ts`.
 */
import { runMeasurement } from '../measurement.ts';
import { machineOf } from '../report.ts';
import { countryOf } from './country.ts';
import { measureGrowth } from './measure.ts';
import { growthOptions } from './options.ts';
import { type GrowthReport, textOfGrowth } from './report.ts';

const options = growthOptions();
await runMeasurement(options.network, async (measure) => {
  const stages = await measure((dataDir, stops) => measureGrowth(options, dataDir, stops));
  const { json, ...told } = options;
  const machine = machineOf(options.network);
  const report: GrowthReport = { machine, options: told, stages, country: countryOf(stages) };
  return json ? `${JSON.stringify(report, null, 2)}\n` : textOfGrowth(report);
});
