/** The middle value; of an even number of values the mean of the two in the middle. NaN when there is none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The smallest value that at least this share of all values does not exceed (nearest rank). NaN when there is none.
 *
 * @param share - above 0, up to 1; 0.99 gives the 99th percentile.
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** One figure over all runs. */
export type Summary = { readonly median: number; readonly lowest: number; readonly highest: number };

/** Median and range of one figure. */
export function summaryOf(values: readonly number[]): Summary {
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) };
}

/** Figures of one run by name. */
export type Figures = Readonly<Record<string, number>>;

/** Summaries of the figures that every run has, in the order of the first. */
export function summariesOf(runs: readonly Figures[]): Record<string, Summary> {
  const names = Object.keys(runs[0] ?? {}).filter((name) => runs.every((run) => run[name] !== undefined));
  return Object.fromEntries(names.map((name) => [name, summaryOf(runs.map((run) => run[name]!))]));
}
