import { type Bytes, readU32be } from '../bytes.ts';
import { TagError } from './tag-error.ts';

/** Reads the fields of a message one after another; whatever does not fit is `MALFORMED`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next `length` bytes, owned by the caller. */
  take(length: number): Bytes {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new TagError('MALFORMED', 'message cut short');
    const taken = this.#bytes.slice(this.#at, end);
    this.#at = end;
    return Uint8Array.from(taken);
  }

  u8(): number {
    return this.take(1)[0]!;
  }

  u32(): number {
    return readU32be(this.take(4), 0);
  }

  /** @throws TagError `MALFORMED` when anything is left. */
  end(): void {
    if (this.#at !== this.#bytes.length) throw new TagError('MALFORMED', 'message too long');
  }
}
