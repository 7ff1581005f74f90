import {
  type AttenuationBucket,
  type DayRisk,
  dayOfInterval,
  exposureWindows,
  intervalStart,
  type RiskLevel,
  score,
} from '@tallystick/protocol';
import type { StoredExposure } from '../store/schema.ts';
import type { Policy } from './policy.ts';

/** Days for which a warning asks something of a person, from the exposure on. */
export const ADVICE_DAYS = 10;

/** What home and log say about one day's exposures. */
export interface ExposureDay extends DayRisk {
  /** Unix seconds between which it happened. */
  readonly from: number;
  readonly to: number;
  /** UTC day up to which the advice counts. */
  readonly until: number;
}

/** A day on which a warning stood that was taken back. */
export interface WithdrawnDay {
  readonly day: number;
  readonly level: RiskLevel;
  readonly minutes: number;
  /** Unix seconds when this phone learnt it. */
  readonly withdrawnAt: number;
}

/** The answer to "have I been exposed?". */
export interface ExposureView {
  readonly level: RiskLevel;
  /** Newest first. */
  readonly days: readonly ExposureDay[];
  readonly withdrawn: readonly WithdrawnDay[];
}

/** How close, in words, by the policy's bucket. */
export const closenessWords: Readonly<Record<AttenuationBucket, string>> = {
  immediate: 'very close',
  near: 'close',
  medium: 'a few metres away',
  other: 'further away',
};

/** What the policy makes of the stored exposures; those whose key was taken back count nothing, and are told apart. */
export function exposureView(exposures: readonly StoredExposure[], policy: Policy): ExposureView {
  const standing = exposures.filter(({ withdrawnBy }) => withdrawnBy === undefined);
  const gone = exposures.filter(({ withdrawnBy }) => withdrawnBy !== undefined);
  const risk = riskOf(standing, policy);
  const days = risk.days.filter(({ minutes }) => minutes > 0).map((day) => ({ ...day, ...spanOf(standing, day.day) }));
  const withdrawn = riskOf(gone, policy)
    .days.filter(({ level }) => level !== 'none')
    .map(({ day, level, minutes }) => ({ day, level, minutes, withdrawnAt: lastWithdrawal(gone, day) }));
  return { level: risk.level, days, withdrawn };
}

function riskOf(exposures: readonly StoredExposure[], policy: Policy): ReturnType<typeof score> {
  return score(exposureWindows(exposures.map(({ match }) => match)), policy.content);
}

function ofDay(exposures: readonly StoredExposure[], day: number): StoredExposure[] {
  return exposures.filter(({ match }) => dayOfInterval(match.interval) === day);
}

function spanOf(exposures: readonly StoredExposure[], day: number): { from: number; to: number; until: number } {
  const matches = ofDay(exposures, day).map(({ match }) => match);
  const from = intervalStart(Math.min(...matches.map(({ interval }) => interval)));
  const to = intervalStart(Math.max(...matches.map(({ interval }) => interval)) + 1);
  return { from, to, until: day + ADVICE_DAYS };
}

function lastWithdrawal(exposures: readonly StoredExposure[], day: number): number {
  return Math.max(...ofDay(exposures, day).map(({ withdrawnAt }) => withdrawnAt ?? 0));
}
