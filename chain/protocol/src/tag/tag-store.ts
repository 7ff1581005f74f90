import type { Bytes } from '../bytes.ts';
import type { Sighting } from '../sighting/encounter.ts';
import { intervalAt, SECONDS_PER_DAY } from '../time.ts';
import type { Advertisement } from './advertisement.ts';
import { nextLogKey, sealSighting } from './log.ts';
import { MAX_LOG_ENTRIES, MAX_SCHEDULE } from './messages.ts';
import type { Pairing } from './pairing.ts';
import { TagError } from './tag-error.ts';

/** Days after which the tag forgets what it heard, fetched or not. */
export const TAG_LOG_DAYS = 14;

/** What a paired tag holds: identifiers to broadcast, and the sealed log. */
export class TagStore {
  readonly #capacity: number;
  #identifiers: readonly Advertisement[] = [];
  #first = 0;
  #log: { readonly sealed: Bytes; readonly time: number }[] = [];
  #logFirst = 0;
  #logKey: Bytes;

  /** @param capacity - most log entries. */
  constructor(pairing: Pairing, capacity: number) {
    this.#logKey = pairing.logKey;
    this.#capacity = capacity;
  }

  /** Takes a whole new schedule. @throws TagError `SCHEDULE_TOO_LONG` for more than 24 hours. */
  setSchedule(first: number, identifiers: readonly Advertisement[]): void {
    if (identifiers.length > MAX_SCHEDULE) throw new TagError('SCHEDULE_TOO_LONG');
    this.#first = first;
    this.#identifiers = identifiers;
  }

  /** Forgets the identifiers of interval `from` and later. */
  dropIdentifiers(from: number): void {
    this.#identifiers = this.#identifiers.slice(0, Math.max(0, from - this.#first));
  }

  /** What to broadcast in an interval, null when nothing is scheduled. */
  identifierAt(interval: number): Advertisement | null {
    return this.#identifiers[interval - this.#first] ?? null;
  }

  get schedule(): { first: number; count: number } {
    return { first: this.#first, count: this.#identifiers.length };
  }

  /**
   * Forgets what is over: identifiers of past intervals, entries of more than 14 days.
   */
  expire(time: number): void {
    const past = Math.min(this.#identifiers.length, Math.max(0, intervalAt(time) - this.#first));
    this.#identifiers = this.#identifiers.slice(past);
    this.#first += past;
    const oldest = time - TAG_LOG_DAYS * SECONDS_PER_DAY;
    const kept = this.#log.findIndex((entry) => entry.time >= oldest);
    this.#forget(kept < 0 ? this.#log.length : kept);
  }

  /** Seals a sighting into the log. @returns false when the oldest entry had to go for it. */
  append(sighting: Sighting): boolean {
    this.#log.push({ sealed: sealSighting(this.#logKey, sighting), time: sighting.time });
    this.#logKey = nextLogKey(this.#logKey);
    if (this.#log.length <= this.#capacity) return true;
    this.#forget(1);
    return false;
  }

  /** Number of the log's first entry, and of the one after its last. */
  get log(): { first: number; next: number } {
    return { first: this.#logFirst, next: this.#logFirst + this.#log.length };
  }

  /** Entries from number `cursor` on (or from the first still held), at most `max`. */
  entries(cursor: number, max: number): { first: number; entries: Bytes[]; remaining: number } {
    const start = Math.min(this.#log.length, Math.max(0, cursor - this.#logFirst));
    const entries = this.#log.slice(start, start + Math.min(max, MAX_LOG_ENTRIES)).map(({ sealed }) => sealed);
    return { first: this.#logFirst + start, entries, remaining: this.#log.length - start - entries.length };
  }

  /** Forgets entries before number `cursor`. */
  acknowledge(cursor: number): void {
    this.#forget(Math.min(this.#log.length, Math.max(0, cursor - this.#logFirst)));
  }

  #forget(count: number): void {
    this.#log = this.#log.slice(count);
    this.#logFirst += count;
  }
}
