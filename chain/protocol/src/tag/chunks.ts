import { type Bytes, concat, concatAll } from '../bytes.ts';
import { TagError } from './tag-error.ts';

/** Smallest and greatest size of one GATT value. */
export const MIN_CHUNK_BYTES = 20;
export const MAX_CHUNK_BYTES = 512;

/** Longest frame: a day's schedule fits. */
export const MAX_FRAME_BYTES = 4_096;

const FIRST = 0x80;
const LAST = 0x40;
const SEQUENCE = 0x3f;

/**
 * A frame cut for GATT. Each chunk: one byte (0x80 first, 0x40 last, low six bits the chunk's number modulo 64), then bytes of the frame.
 *
 * @param size - bytes of one GATT value (MTU − 3), 20..512.
 */
export function chunksOf(frame: Uint8Array, size: number): Bytes[] {
  if (!Number.isInteger(size) || size < MIN_CHUNK_BYTES || size > MAX_CHUNK_BYTES) {
    throw new RangeError(`a chunk has ${MIN_CHUNK_BYTES}..${MAX_CHUNK_BYTES} bytes`);
  }
  if (frame.length > MAX_FRAME_BYTES) throw new RangeError(`a frame has at most ${MAX_FRAME_BYTES} bytes`);
  const payload = size - 1;
  const count = Math.max(1, Math.ceil(frame.length / payload));
  return Array.from({ length: count }, (_, i) => {
    const flags = (i === 0 ? FIRST : 0) | (i === count - 1 ? LAST : 0) | (i & SEQUENCE);
    return concat(Uint8Array.of(flags), frame.subarray(i * payload, (i + 1) * payload));
  });
}

/** Puts chunks together again. One for each direction of a connection. */
export class Reassembler {
  #parts: Uint8Array[] | null = null;
  #length = 0;

  /**
   * Takes the next chunk.
   *
   * @returns the frame once it is whole, null before.
   * @throws TagError `MALFORMED` for a chunk out of order or a frame too long; what was gathered is dropped, the next first chunk begins anew.
   */
  push(chunk: Uint8Array): Bytes | null {
    const header = chunk[0];
    if (header !== undefined && header & FIRST) {
      this.#parts = [];
      this.#length = 0;
    }
    const parts = this.#parts;
    if (header === undefined || parts === null || (header & SEQUENCE) !== (parts.length & SEQUENCE)) {
      return this.#refuse('chunk out of order');
    }
    parts.push(chunk.slice(1));
    this.#length += chunk.length - 1;
    if (this.#length > MAX_FRAME_BYTES) return this.#refuse('frame too long');
    if (!(header & LAST)) return null;
    this.#parts = null;
    return concatAll(parts);
  }

  #refuse(reason: string): never {
    this.#parts = null;
    throw new TagError('MALFORMED', reason);
  }
}
