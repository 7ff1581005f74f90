/**
 * Re-dates a message: shifts every time in it by the same whole number of days, so that the specimen lies in the recent
 * past and all intervals between them stay what they are. For demonstrations and tests with real messages.
 */
import { hl7Time } from '../report/clinical-time.ts';
import { parseMessage, splitMessages, value } from './message.ts';

const DAY = 86_400_000;
/** HL7 times of at least a day's precision, standing alone in a field, component or repetition. */
const TIME =
  /(?<=^|[|^~&])((?:19|20)\d{2})(\d{2})(\d{2})((?:\d{2}(?:\d{2}(?:\d{2}(?:\.\d{1,4})?)?)?)?(?:[+-]\d{4})?)(?=$|[|^~&\r\n])/gm;

/** A specimen this much older than now is still inside every infectious window. */
const OLDEST_SPECIMEN = 10 * DAY;

/**
 * Shifts all times of a message (dates of birth and other long past dates excepted) so that its newest time is today or
 * yesterday; where the message then would tell of an old specimen, so that the specimen was collected a day ago.
 * @param now milliseconds since 1970
 * @throws Hl7SyntaxError when the text is no HL7 message
 */
export function redate(text: string, now: number): string {
  const collected = collectionTimes(text);
  if (collected.length === 0) return text;
  const specimen = Math.max(...collected);
  // A date of birth lies years before the specimen; shifting it would make somebody else of the patient.
  const [oldest, newest] = [specimen - 366 * DAY, specimen + 366 * DAY];
  const instants = [...text.matchAll(TIME)].flatMap(([time]) => hl7Time(time)?.range?.latest ?? []);
  const last = Math.max(specimen, ...instants.filter((at) => at >= specimen && at <= newest));
  const anchor = last - specimen <= OLDEST_SPECIMEN ? last : specimen + DAY;
  const days = Math.floor((now - anchor) / DAY);
  return text.replace(TIME, (whole, year: string, month: string, day: string, rest: string) => {
    const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
    const valid = hl7Time(`${year}${month}${day}`)?.range !== undefined;
    if (!valid || at < oldest || at > newest) return whole;
    return `${new Date(at + days * DAY).toISOString().slice(0, 10).replaceAll('-', '')}${rest}`;
  });
}

/** Latest instants of every collection time that can be read (SPM-17, else OBR-7). */
function collectionTimes(text: string): number[] {
  return splitMessages(text).flatMap((one) => {
    const message = parseMessage(one);
    const times = (name: string, field: number): number[] =>
      message.segments
        .filter((segment) => segment.name === name)
        .flatMap((segment) => hl7Time(value(message, segment, field))?.range?.latest ?? []);
    const fromSpecimens = times('SPM', 17);
    return fromSpecimens.length > 0 ? fromSpecimens : times('OBR', 7);
  });
}
