/** Pure formatting of times; all take Unix seconds and the reader's language (BCP 47), none reads a clock. */

const day = 86_400;

/** A span in seconds in its two greatest units: `1 d 4 h`, `12 min 5 s`, `8 s`; never negative. */
export function formatSpan(seconds: number): string {
  const left = Math.max(0, Math.floor(seconds));
  const parts: [number, string][] = [
    [Math.floor(left / day), 'd'],
    [Math.floor((left % day) / 3600), 'h'],
    [Math.floor((left % 3600) / 60), 'min'],
    [left % 60, 's'],
  ];
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}

/** How long ago or how far ahead, in words: `10 minutes ago`, `in 3 hours`, `yesterday`. */
export function formatAgo(at: number, now: number, locale: string): string {
  const apart = at - now;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const size = Math.abs(apart);
  if (size < 45) return format.format(0, 'second');
  if (size < 45 * 60) return format.format(Math.sign(apart) * Math.max(1, Math.round(size / 60)), 'minute');
  if (size < 22 * 3600) return format.format(Math.sign(apart) * Math.max(1, Math.round(size / 3600)), 'hour');
  return format.format(Math.sign(apart) * Math.max(1, Math.round(size / day)), 'day');
}

/** Day and time in the reader's zone: `Tue 3 Mar 2026, 14:05`. */
export function formatMoment(at: number, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at * 1000);
}

/** A UTC day number in words: `Tuesday 3 March`. */
export function formatDay(dayNumber: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(dayNumber * day * 1000);
}

/** Hours and minutes: `14:05`. */
export function formatClock(at: number, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone }),
  }).format(at * 1000);
}
