import type { Machine } from '../report.ts';
import { written } from '../report.ts';
import type { EstimateLine } from './country.ts';
import type { Stage } from './measure.ts';
import type { GrowthOptions } from './options.ts';

/** Everything that the measurement says; `--json` prints it as it is. */
export type GrowthReport = {
  readonly machine: Machine;
  readonly options: Omit<GrowthOptions, 'json'>;
  readonly stages: readonly Stage[];
  readonly country: readonly EstimateLine[];
};

/** The report as text: the machine, what the ledger held at each stage, and the estimate. */
export function textOfGrowth({ machine, options, stages, country }: GrowthReport): string {
  const ledger = machine.fabric === undefined ? 'the embedded network' : `Hyperledger Fabric ${machine.fabric}`;
  const thousand = (bytes: number, commitments: number): string => written(bytes / (commitments / 1000));
  const rows = stages.map((stage) => {
    const { name, commitments, blocks, transactions, blockBytes, privateBytes, diskBytes } = stage;
    const cells = [name, commitments, blocks, transactions, thousand(blockBytes, commitments)];
    return `| ${[...cells, thousand(privateBytes, commitments), written(diskBytes / 1e6)].join(' | ')} |`;
  });
  return [
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, Node.js ${machine.node}, ${ledger}`,
    `network ${options.network}, ${options.batch} commitments in an anchor, purged after ${options.retention} s`,
    '',
    '| stage | commitments | blocks | transactions | block bytes per 1,000 | private bytes per 1,000 | one peer on disk, MB |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    '| a country, on paper | value | unit | how |',
    '| --- | ---: | --- | --- |',
    ...country.map(({ what, value, unit, how }) => `| ${what} | ${written(value)} | ${unit} | ${how} |`),
    '',
  ].join('\n');
}
