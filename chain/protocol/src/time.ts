/** Seconds of one interval: an ENIN counts 10 minutes (Exposure Notification cryptography specification, 1.2.1, "ENIntervalNumber"). */
export const SECONDS_PER_INTERVAL = 600;

/** Intervals of one UTC day, the longest life of a key ("EKRollingPeriod"). */
export const INTERVALS_PER_DAY = 144;

/** Seconds of one UTC day. */
export const SECONDS_PER_DAY = 86_400;

/** ENIN of a moment: floor(Unix seconds / 600). */
export function intervalAt(seconds: number): number {
  return Math.floor(seconds / SECONDS_PER_INTERVAL);
}

/** Unix seconds at which an interval begins. */
export function intervalStart(interval: number): number {
  return interval * SECONDS_PER_INTERVAL;
}

/** UTC day number of a moment: floor(Unix seconds / 86400). */
export function dayAt(seconds: number): number {
  return Math.floor(seconds / SECONDS_PER_DAY);
}

/** Unix seconds at which a UTC day begins. */
export function dayStart(day: number): number {
  return day * SECONDS_PER_DAY;
}

/** UTC day number of an interval. */
export function dayOfInterval(interval: number): number {
  return Math.floor(interval / INTERVALS_PER_DAY);
}

/** First interval of a UTC day: the rolling start of its fresh key. */
export function firstIntervalOfDay(day: number): number {
  return day * INTERVALS_PER_DAY;
}

/** A UTC day as `YYYY-MM-DD`. */
export function isoDay(day: number): string {
  return new Date(dayStart(day) * 1000).toISOString().slice(0, 10);
}

/** Day number of `YYYY-MM-DD`. @throws RangeError when the text names no day of the calendar. */
export function parseIsoDay(text: string): number {
  const milliseconds = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  const day = dayAt(milliseconds / 1000);
  // Date.parse lets 30 February through as 1 March.
  if (!Number.isFinite(milliseconds) || isoDay(day) !== text) throw new RangeError('no day of the form YYYY-MM-DD');
  return day;
}
