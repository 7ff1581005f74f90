/** Ranges that are being read, and what of them counts as read: whatever was handed over, not what was looked at. */
import type { RangeRead } from './range-summary.ts';
import type { KeyValue } from './state.ts';

/** A range that is being read. What was handed out counts as read, whatever the chaincode looked at. */
export class RangeIterator {
  readonly #source: Iterator<KeyValue>;
  readonly #record: RangeRead | undefined;
  #pending: KeyValue | undefined;

  constructor(source: Iterator<KeyValue>, record?: RangeRead) {
    this.#source = source;
    this.#record = record;
    this.#pending = this.#advance();
  }

  /** Up to `limit` results; the one after them is read ahead, so that `more` is known. */
  take(limit: number): { results: KeyValue[]; more: boolean } {
    const results: KeyValue[] = [];
    while (this.#pending && results.length < limit) {
      results.push(this.#pending);
      this.#pending = this.#advance();
    }
    return { results, more: this.#pending !== undefined };
  }

  #advance(): KeyValue | undefined {
    return advance(this.#source, this.#record);
  }
}

/** One page of a range; the bookmark is the first key of the next page, empty when there is none. */
export type Page = { results: KeyValue[]; bookmark: string };

/** Reads up to `size` results, all when it is not positive. The key after the page is looked at, but does not count. */
export function readPage(source: Iterator<KeyValue>, record: RangeRead, size: number): Page {
  const results: KeyValue[] = [];
  while (size <= 0 || results.length < size) {
    const result = advance(source, record);
    if (!result) return { results, bookmark: '' };
    results.push(result);
  }
  const { value, done } = source.next();
  return { results, bookmark: done ? '' : value.key };
}

function advance(source: Iterator<KeyValue>, record: RangeRead | undefined): KeyValue | undefined {
  const { value, done } = source.next();
  if (done) {
    if (record) record.exhausted = true;
    return undefined;
  }
  record?.reads.push({ key: value.key, version: { block: value.block, tx: value.tx } });
  return value;
}
