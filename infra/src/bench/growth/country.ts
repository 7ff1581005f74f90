/** What a country would need, on paper: arithmetic over measured figures and stated assumptions. */
import type { Stage } from './measure.ts';

/** What is assumed; everything else is measured or follows. */
export const assumptions = {
  phones: 80_000_000,
  /** Each phone sends one commitment and one answer a day. */
  messagesOfPhone: 2,
  /** Most that an anchor holds. */
  anchor: 4_096,
  /** Days that a private value is kept at most: retention of 15 days 15 minutes from the end of its day. */
  daysKept: 17,
  /** Busiest hour against the mean of the day. */
  peak: 4,
} as const;

/** One line of the estimate: a number with its unit, and how it comes about. */
export type EstimateLine = {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly how: string;
};

/** Bytes of an anchor's block share, and of private values for one commitment, from the largest step. */
function measured(stages: readonly Stage[]): { perTransaction: number; perPrivate: number } {
  const { blockBytes, transactions, privateBytes, commitments } = stages.at(-2)!;
  return { perTransaction: blockBytes / transactions, perPrivate: privateBytes / commitments };
}

/**
 * The estimate for answers counts them like commitments: a batch has the same form and size.
 *
 * @param stages - of {@link measureGrowth}: the last but one is the largest step before purge, the last the one after it.
 */
export function countryOf(stages: readonly Stage[]): EstimateLine[] {
  const { phones, messagesOfPhone, anchor, daysKept, peak } = assumptions;
  const { perTransaction, perPrivate } = measured(stages);
  const largest = stages.at(-2)!;
  const purged = stages.at(-1)!;
  const perPurgedName = (purged.blockBytes - largest.blockBytes) / purged.purged;
  const messages = phones * messagesOfPhone;
  const batches = Math.ceil(phones / anchor) * messagesOfPhone;
  const publicBytes = batches * (perTransaction + perPurgedName);
  return [
    {
      what: 'commitments and answers',
      value: messages / 86_400,
      unit: 'a second, mean of a day',
      how: `${phones} phones, one of each a day`,
    },
    { what: 'in the busiest hour', value: (peak * messages) / 86_400, unit: 'a second', how: `${peak} times the mean` },
    { what: 'transactions at least', value: batches, unit: 'a day', how: `full batches of ${anchor}` },
    {
      what: 'blocks, for ever',
      value: publicBytes / 1e6,
      unit: 'MB a day',
      how: `${Math.round(perTransaction)} bytes a transaction and ${Math.round(perPurgedName)} for its purge`,
    },
    { what: 'blocks, for ever', value: (publicBytes * 365) / 1e9, unit: 'GB a year', how: 'at each peer and orderer' },
    {
      what: 'private values at once',
      value: (messages * daysKept * perPrivate) / 1e9,
      unit: 'GB',
      how: `${Math.round(perPrivate)} bytes a commitment, kept ${daysKept} days, at each member's peer`,
    },
  ];
}
