import { type FaultReport, isReportWhole } from './run.ts';

/** The report as text: each fault, each kind of mutation, and one line that says it all. */
export function textOfReport(report: FaultReport): string {
  const { network, faults, impossible, tallies, verified } = report;
  const sum = (field: keyof (typeof tallies)['commitment']): number =>
    Object.values(tallies).reduce((total, tally) => total + tally[field], 0);
  return [
    `network ${network}, a steady load of mutations`,
    '',
    '| fault | every kind of mutation acknowledged again after, s | attempts that failed meanwhile |',
    '| --- | ---: | ---: |',
    ...faults.map(({ name, seconds, failures }) => `| ${name} | ${seconds.toFixed(1)} | ${failures} |`),
    ...impossible.map((name) => `| ${name} | – | cannot be simulated by this user on this machine |`),
    '',
    '| mutation | submitted | acknowledged | on the ledger | lost | doubled | unasked | refused |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...Object.entries(tallies).map(
      ([kind, { submitted, acknowledged, onLedger, lost, doubled, unasked, refused }]) =>
        `| ${kind} | ${[submitted, acknowledged, onLedger, lost, doubled, unasked, refused].join(' | ')} |`,
    ),
    '',
    `submitted ${sum('submitted')}, acknowledged ${sum('acknowledged')}, on the ledger ${sum('onLedger')}, ` +
      `lost ${sum('lost')}, doubled ${sum('doubled')}`,
    `ledger verify: ${verified.said}`,
    isReportWhole(report) ? 'Every acknowledged mutation stands once, every other once or not at all.' : 'NOT WHOLE.',
    '',
  ].join('\n');
}
