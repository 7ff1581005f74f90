import { cpus, totalmem } from 'node:os';
import { findPrograms } from '../fabric/programs.ts';
import type { BenchOptions } from './options.ts';
import type { Summary } from './statistics.ts';

/** What the figures were measured on. */
export type Machine = {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly node: string;
  /** Version of Hyperledger Fabric; undefined on the embedded network. */
  readonly fabric?: string;
};

/** This machine. */
export function machineOf(network: BenchOptions['network']): Machine {
  const cores = cpus();
  return {
    processor: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    ...(network === 'fabric' ? { fabric: findPrograms().version } : {}),
  };
}

/** Everything that a measurement says; `--json` prints it as it is. */
export type Report = {
  readonly machine: Machine;
  readonly options: Omit<BenchOptions, 'json'>;
  /** Each figure's name ends with its unit, if it has one. */
  readonly figures: Readonly<Record<string, Summary>>;
};

/** A figure as reports show it: three significant digits, and whole numbers from a hundred on. */
export function written(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** The report as text: the machine, how it was loaded, and a table. */
export function textOfReport({ machine, options, figures }: Report): string {
  const { network, clients, replicas, seconds, runs } = options;
  const ledger = machine.fabric === undefined ? 'the embedded network' : `Hyperledger Fabric ${machine.fabric}`;
  const lines = [
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB, Node.js ${machine.node}, ${ledger}`,
    `network ${network}, ${clients} clients, ${replicas} ${replicas === 1 ? 'process' : 'processes'} of the API, ${seconds} s for each part, medians of ${runs} runs (everything on this machine)`,
    '',
    '| figure | median | lowest | highest |',
    '| --- | ---: | ---: | ---: |',
  ];
  for (const [name, { median, lowest, highest }] of Object.entries(figures)) {
    lines.push(`| ${name} | ${written(median)} | ${written(lowest)} | ${written(highest)} |`);
  }
  return `${lines.join('\n')}\n`;
}
