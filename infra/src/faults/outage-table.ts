import { section, tableRows, textOf } from '../docs/markdown.ts';

/** What goes on or waits while something is down. */
export const outageColumns = [
  'commitments',
  'publications',
  'answers',
  'exports',
  'authorising',
  'revoking',
  'new statements of the Auditor',
] as const;
export type OutageColumn = (typeof outageColumns)[number];

/** What a row of the table says of one column. */
export type Expectation = 'go on' | 'wait';

/** A row of the documents' table of outages: who is down, and what then goes on or waits. */
export type Outage = { readonly down: string; readonly expected: Readonly<Record<OutageColumn, Expectation>> };

/** Reads the table of the operator's documents. @throws Error when it is not as a test needs it */
export function documentedOutages(): Outage[] {
  const part = section(textOf('docs/operations.md'), 'When something is down');
  const header = part.split('\n').find((line) => line.startsWith('| who is down |'));
  const columns = header
    ?.split('|')
    .slice(2, -1)
    .map((cell) => cell.trim());
  if (JSON.stringify(columns) !== JSON.stringify(outageColumns)) throw new Error('the table has other columns');
  return tableRows(part, 'who is down').map(([down = '', ...cells]) => {
    const expected = outageColumns.map((column, at) => {
      const said = cells[at];
      if (said !== 'go on' && said !== 'wait') throw new Error(`${down}: ${column} neither go on nor wait`);
      return [column, said] as const;
    });
    return { down, expected: Object.fromEntries(expected) as Outage['expected'] };
  });
}
