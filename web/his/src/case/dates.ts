/** Whole days from one date (`YYYY-MM-DD`) to another; undefined where one is missing. */
export function daysBetween(from: string | undefined, to: string | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined;
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** The date of `at` (Unix seconds) in the reader's zone, `YYYY-MM-DD`. */
export function dateOf(at: number): string {
  const day = new Date(at * 1000);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

const hl7 = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(?:\d{2}(?:\.\d+)?)?)?([+-]\d{4})?$/;

/**
 * A time of a record as a person reads it: an instant by `format`; HL7's digits as date and time with the offset that the
 * record gives; anything else as it is written. Nothing is added that the record does not say.
 */
export function shownTime(time: { text: string; date?: string | undefined }, format: (at: number) => string): string {
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(time.text)) return format(Date.parse(time.text) / 1000);
  const parts = hl7.exec(time.text);
  if (parts === null) return time.text;
  const [, year, month, day, hour, minute, offset] = parts;
  const date = `${year}-${month}-${day}`;
  return hour === undefined ? date : `${date}, ${hour}:${minute}${offset === undefined ? '' : ` (${offset})`}`;
}
