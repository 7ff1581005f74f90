import { SECONDS_PER_INTERVAL } from '../time.ts';
import { INFECTIOUSNESS_DAYS, type RiskPolicyContent } from './policy.ts';
import { type ExposureWindow, WINDOW_INTERVALS } from './windows.ts';

/** What the policy makes of exposures. */
export type RiskLevel = 'none' | 'low' | 'warning';

/** Attenuation buckets from near to far (Exposure Notification v2). */
export const attenuationBuckets = ['immediate', 'near', 'medium', 'other'] as const;
export type AttenuationBucket = (typeof attenuationBuckets)[number];

/** One day's exposures. */
export interface DayRisk {
  /** UTC day number. */
  readonly day: number;
  readonly level: RiskLevel;
  /** Minutes near diagnosed persons, however far and whatever their weight. */
  readonly minutes: number;
  /** Meaningful minutes: weighted by attenuation, infectiousness and report type. */
  readonly meaningfulMinutes: number;
  /** The bucket in which most of those minutes were spent. */
  readonly closeness: AttenuationBucket;
}

/** The whole assessment. */
export interface Risk {
  /** The highest level of any day. */
  readonly level: RiskLevel;
  /** Days with an exposure, newest first. */
  readonly days: readonly DayRisk[];
}

const MAX_WINDOW_SECONDS = WINDOW_INTERVALS * SECONDS_PER_INTERVAL;

function bucketOf(attenuation: number, policy: RiskPolicyContent): number {
  const corrected = attenuation + policy.attenuationCorrection;
  const bucket = policy.attenuationThresholds.findIndex((threshold) => corrected < threshold);
  return bucket < 0 ? policy.attenuationThresholds.length : bucket;
}

/** Weight of a key, 1 meaning full; a report type without a weight (revoked, unknown) counts nothing. */
function keyWeight({ key }: ExposureWindow, policy: RiskPolicyContent): number {
  const { reportType, daysSinceOnset } = key;
  const reportWeight =
    reportType === 'CONFIRMED_TEST' || reportType === 'CLINICAL_DIAGNOSIS' ? policy.reportTypeWeights[reportType] : 0;
  const infectiousness =
    daysSinceOnset === null
      ? policy.infectiousnessUnknown
      : (policy.infectiousnessByDay[daysSinceOnset + INFECTIOUSNESS_DAYS] ?? 0);
  return (reportWeight * (policy.infectiousnessWeights[infectiousness] ?? 0)) / 10_000;
}

/** Seconds of a window in each bucket, together at most 30 minutes: overlapping sightings do not make time longer. */
function secondsByBucket({ sightings }: ExposureWindow, policy: RiskPolicyContent): number[] {
  const seconds = [0, 0, 0, 0];
  for (const sighting of sightings) seconds[bucketOf(sighting.attenuation, policy)]! += sighting.seconds;
  const total = seconds.reduce((sum, value) => sum + value, 0);
  return total > MAX_WINDOW_SECONDS ? seconds.map((value) => (value * MAX_WINDOW_SECONDS) / total) : seconds;
}

function dayRisk(day: number, windows: readonly ExposureWindow[], policy: RiskPolicyContent): DayRisk {
  const seconds = [0, 0, 0, 0];
  let weighted = 0;
  for (const window of windows) {
    const weight = keyWeight(window, policy);
    secondsByBucket(window, policy).forEach((value, bucket) => {
      seconds[bucket]! += value;
      weighted += (value * weight * policy.attenuationWeights[bucket]!) / 100;
    });
  }
  const meaningfulMinutes = weighted / 60;
  let level: RiskLevel = 'none';
  if (meaningfulMinutes >= policy.lowMinutes) level = 'low';
  if (meaningfulMinutes >= policy.warningMinutes) level = 'warning';
  return {
    day,
    level,
    minutes: seconds.reduce((sum, value) => sum + value, 0) / 60,
    meaningfulMinutes,
    closeness: attenuationBuckets[seconds.indexOf(Math.max(...seconds))]!,
  };
}

const LEVELS: readonly RiskLevel[] = ['none', 'low', 'warning'];

/** Scores exposure windows under a policy, day by day. */
export function score(windows: readonly ExposureWindow[], policy: RiskPolicyContent): Risk {
  const days = [...new Set(windows.map(({ day }) => day))]
    .sort((a, b) => b - a)
    .map((day) => {
      const ofDay = windows.filter((window) => window.day === day);
      return dayRisk(day, ofDay, policy);
    });
  const level = LEVELS[Math.max(0, ...days.map((day) => LEVELS.indexOf(day.level)))]!;
  return { level, days };
}
