/**
 * Times as clinical records give them: of any precision and often without an offset.
 *
 * A time is the span of instants that it can mean. Two times contradict each other only when every instant of the one
 * lies after every instant of the other; what is merely imprecise never looks impossible.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Local time is at most 14 hours ahead of UTC and 12 behind; unzoned times span that. */
const MOST_AHEAD = 14 * HOUR;
const MOST_BEHIND = 12 * HOUR;

/** One time of a record. */
export interface ClinicalTime {
  /** As it stands in the record. */
  text: string;
  /** Milliseconds since 1970, both ends inclusive; absent when the text cannot be read as a time. */
  range?: { earliest: number; latest: number };
  /** The calendar date as written, `YYYY-MM-DD`, when the text gives one. */
  date?: string;
}

const HL7_TIME = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.?(\d{0,9}))?)?)?)?)?)?([+-]\d{4})?$/;
const ISO_TIME =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** Reads an HL7 v2 time (DT, DTM, TS: 4 to 14 digits, fraction, offset); undefined for an empty text. */
export function hl7Time(text: string): ClinicalTime | undefined {
  return readTime(text, HL7_TIME);
}

/** Reads a FHIR date, dateTime or instant; undefined for an empty text. */
export function fhirTime(text: string): ClinicalTime | undefined {
  return readTime(text, ISO_TIME);
}

function readTime(text: string, pattern: RegExp): ClinicalTime | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === '""') return undefined;
  const match = pattern.exec(trimmed);
  const span = match ? spanOf(match.slice(1, 8)) : undefined;
  if (!match || !span) return { text: trimmed };
  const offset = offsetOf(match[8]);
  const range =
    offset === undefined
      ? { earliest: span.start - MOST_AHEAD, latest: span.end + MOST_BEHIND }
      : { earliest: span.start - offset, latest: span.end - offset };
  const time: ClinicalTime = { text: trimmed, range };
  if (match[3] !== undefined) time.date = `${match[1]}-${match[2]}-${match[3]}`;
  return time;
}

/** First and last millisecond of the written precision, read as if UTC; undefined when no such date exists. */
function spanOf(parts: (string | undefined)[]): { start: number; end: number } | undefined {
  const [year, month, day, hour, minute, second] = parts.slice(0, 6).map((part) => (part ? Number(part) : undefined));
  if (year === undefined) return undefined;
  const start = Date.UTC(year, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0);
  const check = new Date(start);
  const agrees =
    check.getUTCFullYear() === year &&
    check.getUTCMonth() === (month ?? 1) - 1 &&
    check.getUTCDate() === (day ?? 1) &&
    check.getUTCHours() === (hour ?? 0) &&
    check.getUTCMinutes() === (minute ?? 0) &&
    check.getUTCSeconds() === (second ?? 0);
  if (!agrees || year < 1000) return undefined;
  return { start, end: endOf(start, { year, month, day, hour, minute, second }) };
}

function endOf(
  start: number,
  given: Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number | undefined>,
): number {
  if (given.second !== undefined) return start + 999;
  if (given.minute !== undefined) return start + MINUTE - 1;
  if (given.hour !== undefined) return start + HOUR - 1;
  if (given.day !== undefined) return start + 24 * HOUR - 1;
  if (given.month !== undefined) return Date.UTC(given.year ?? 0, given.month, 1) - 1;
  return Date.UTC((given.year ?? 0) + 1, 0, 1) - 1;
}

function offsetOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (text === 'Z') return 0;
  const digits = text.replace(/[+:-]/g, '');
  const size = Number(digits.slice(0, 2)) * HOUR + Number(digits.slice(2, 4)) * MINUTE;
  return text.startsWith('-') ? -size : size;
}

/** True when `a` cannot be anything but later than `b` (by more than `slack` milliseconds). */
export function certainlyAfter(a: ClinicalTime | undefined, b: ClinicalTime | undefined, slack = 0): boolean {
  if (!a?.range || !b?.range) return false;
  return a.range.earliest > b.range.latest + slack;
}

/** An instant as a clinical time. */
export function instant(ms: number): ClinicalTime {
  return { text: new Date(ms).toISOString(), range: { earliest: ms, latest: ms } };
}
