import { type Random, systemRandom, takeRandom } from '../random.ts';

/** Chance that an exposed phone answers 1. */
export const P_ONE_IF_EXPOSED = 3 / 4;
/** Chance that another phone answers 1. */
export const P_ONE_OTHERWISE = 1 / 8;

/**
 * The bit that a phone sends for a day, tossed once and stored (randomised response, Warner 1965): 1 with chance 3/4 when exposed, 1/8
 * otherwise. So no bit says whether its phone was exposed, and the sum of many still tells how many were.
 */
export function tossAnswer(exposed: boolean, random: Random = systemRandom): 0 | 1 {
  const coin = takeRandom(random, 1)[0]!;
  const one = exposed ? coin % 4 !== 0 : coin % 8 === 0;
  return one ? 1 : 0;
}

/** How many phones were exposed, from randomised answers. */
export interface ExposedEstimate {
  /** Unbiased; may lie below 0 or above the count for few answers. */
  readonly estimate: number;
  /** 95 % interval, within 0..count. */
  readonly low: number;
  readonly high: number;
}

const Z_95 = 1.959964;

/**
 * Estimates the exposed among `count` answers of which `sum` are 1: (sum − count/8) / (5/8), with the normal 95 % interval from the
 * binomial variances of both groups.
 *
 * @throws RangeError unless 0 ≤ sum ≤ count are integers.
 */
export function estimateExposed(count: number, sum: number): ExposedEstimate {
  if (!Number.isInteger(count) || !Number.isInteger(sum) || sum < 0 || sum > count)
    throw new RangeError('0 ≤ sum ≤ count');
  const slope = P_ONE_IF_EXPOSED - P_ONE_OTHERWISE;
  const estimate = (sum - count * P_ONE_OTHERWISE) / slope;
  const exposed = clamp(estimate, count);
  const variance =
    exposed * P_ONE_IF_EXPOSED * (1 - P_ONE_IF_EXPOSED) + (count - exposed) * P_ONE_OTHERWISE * (1 - P_ONE_OTHERWISE);
  const margin = (Z_95 * Math.sqrt(variance)) / slope;
  return { estimate, low: clamp(estimate - margin, count), high: clamp(estimate + margin, count) };
}

function clamp(value: number, count: number): number {
  return Math.min(count, Math.max(0, value));
}
