import { formatDay, formatNumber } from '@tallystick/ui/format';
import type { Bar } from '../chart/bar-chart.tsx';
import { toCsv } from '../data/csv.ts';
import type { AnswerDay, ExportNode } from '../data/queries.ts';

const oneDigit = (value: number): string => formatNumber(value, 'en-GB', 1);

/** `3 Mar`, of a UTC day number. */
export function shortDay(day: number): string {
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(day * 86_400_000);
}

/** `9 Mar, 14:05` in the reader's zone, of Unix seconds. */
export function shortMoment(at: number): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at * 1000);
}

/** The estimate of a day as a sentence; below nothing is said as it is: the noise outweighs the answers. */
export function estimateWords({ estimate, low, high }: AnswerDay): string {
  const from = Math.max(0, low);
  return `about ${oneDigit(Math.max(0, estimate))}, with 95 % certainty between ${oneDigit(from)} and ${oneDigit(Math.max(from, high))}`;
}

/** The bars of the estimates, oldest day first. */
export function answerBars(days: readonly AnswerDay[]): Bar[] {
  return days
    .toSorted((a, b) => a.day - b.day)
    .map(({ day, estimate, low, high }) => ({
      key: String(day),
      label: shortDay(day),
      parts: [{ series: 'estimate', value: estimate }],
      interval: { low, high },
    }));
}

/** What the chart of estimates shows, in one sentence. */
export function answersDescription(days: readonly AnswerDay[]): string {
  const newest = days.toSorted((a, b) => b.day - a.day)[0];
  if (newest === undefined) return 'No answers yet.';
  return `Bars of the estimated number of exposed phones on ${days.length} ${days.length === 1 ? 'day' : 'days'}. On ${formatDay(newest.day, 'en-GB')}: ${estimateWords(newest)}.`;
}

/** The answers as CSV. */
export function answersCsv(days: readonly AnswerDay[]): string {
  return toCsv(
    [
      { name: 'day', value: ({ day }) => new Date(day * 86_400_000).toISOString().slice(0, 10) },
      { name: 'answers', value: ({ answers }) => answers },
      { name: 'positive', value: ({ positive }) => positive },
      { name: 'estimate', value: ({ estimate }) => estimate },
      { name: 'low', value: ({ low }) => low },
      { name: 'high', value: ({ high }) => high },
    ],
    days,
  );
}

/** The bars of the files, oldest first: keys of patients, withdrawn ones, padding. */
export function exportBars(files: readonly ExportNode[]): Bar[] {
  return files
    .toSorted((a, b) => a.sequence - b.sequence)
    .map(({ sequence, real, revised, padding }) => ({
      key: String(sequence),
      label: `No. ${sequence}`,
      parts: [
        { series: 'real', value: real },
        { series: 'revised', value: revised },
        { series: 'padding', value: padding },
      ],
    }));
}

/** The files as CSV. */
export function exportsCsv(files: readonly ExportNode[]): string {
  return toCsv(
    [
      { name: 'sequence', value: ({ sequence }) => sequence },
      { name: 'windowStart', value: ({ windowStart }) => new Date(windowStart * 1000).toISOString() },
      { name: 'windowEnd', value: ({ windowEnd }) => new Date(windowEnd * 1000).toISOString() },
      { name: 'real', value: ({ real }) => real },
      { name: 'revised', value: ({ revised }) => revised },
      { name: 'padding', value: ({ padding }) => padding },
      { name: 'sha256', value: ({ sha256 }) => sha256 },
      { name: 'name', value: ({ name }) => name },
    ],
    files,
  );
}
