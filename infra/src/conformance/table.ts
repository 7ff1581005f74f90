import type { Outcome, Result } from './run.ts';

const marks: Readonly<Record<Outcome, string>> = { passed: 'ok', failed: 'FAILED', 'not applicable': 'n/a' };

/** One row: outcome, rule and what it says; below it what was seen, or why it was not asked. */
export function row({ group, name, says, outcome, because }: Result): string {
  const head = `${marks[outcome].padEnd(6)}  ${`${group}/${name}`.padEnd(44)}  ${says}`;
  if (because === undefined) return head;
  const label = outcome === 'failed' ? 'seen: ' : 'because ';
  return `${head}\n${' '.repeat(8)}${label}${because.trim().replace(/\n/g, `\n${' '.repeat(8)}`)}`;
}

/** How many rules came to what. */
export type Counts = {
  readonly rules: number;
  readonly passed: number;
  readonly failed: number;
  readonly notApplicable: number;
};

/** Counts results. */
export function countsOf(results: readonly Result[]): Counts {
  const number = (outcome: Outcome): number => results.filter((result) => result.outcome === outcome).length;
  return {
    rules: results.length,
    passed: number('passed'),
    failed: number('failed'),
    notApplicable: number('not applicable'),
  };
}

/** The last line of the table. */
export function lastLine({ rules, passed, failed, notApplicable }: Counts, network: string, seconds: number): string {
  return `${rules} rules on ${network} in ${seconds.toFixed(0)} s: ${passed} passed, ${failed} failed, ${notApplicable} not applicable`;
}
