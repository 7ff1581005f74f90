/**
 * MLLP framing (HL7 Minimal Lower Layer Protocol, release 1): `<VT> message <FS> <CR>`.
 *
 * Pure: bytes in, events out; the socket is somebody else's. TCP may split and join frames in any way, so the state
 * between two calls is all that a frame boundary may depend on.
 */

const VT = 0x0b;
const FS = 0x1c;
const CR = 0x0d;
const LF = 0x0a;

/** What the bytes of a connection turn out to be. */
export type FrameEvent =
  /** A whole frame, without its framing bytes. */
  | { kind: 'frame'; bytes: Uint8Array }
  /** A frame that never ended: another one began, or the connection or the patience of the reader did end. */
  | { kind: 'cut'; bytes: Uint8Array }
  /** A frame above the cap; only its first bytes are kept, enough to answer it. */
  | { kind: 'oversize'; head: Uint8Array; length: number }
  /** Bytes outside any frame, one event for each unbroken run. */
  | { kind: 'garbage'; length: number; head: Uint8Array };

/** Limits of a {@link FrameReader}. */
export interface FrameLimits {
  /** Largest message in bytes that is kept whole. */
  maxBytes: number;
  /** Bytes kept of what is too large or is no frame. */
  headBytes: number;
}

/** Reads frames from one connection. */
export interface FrameReader {
  /** Takes the next bytes and returns what they completed, in order. */
  feed(chunk: Uint8Array): FrameEvent[];
  /** True while a frame has begun and not ended. */
  inFrame(): boolean;
  /** Says that nothing more comes (or will be waited for); the reader is then as new. */
  end(): FrameEvent[];
}

/** Collects bytes up to a cap and counts the rest. */
class Collector {
  #parts: Uint8Array[] = [];
  #kept = 0;
  length = 0;

  add(bytes: Uint8Array, cap: number): void {
    this.length += bytes.length;
    const room = cap - this.#kept;
    if (room <= 0 || bytes.length === 0) return;
    const part = bytes.slice(0, room);
    this.#parts.push(part);
    this.#kept += part.length;
  }

  take(): Uint8Array {
    const all = new Uint8Array(this.#kept);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

/** Makes a reader for one connection. */
export function createFrameReader(limits: FrameLimits): FrameReader {
  let inside = false;
  let afterFrame = false;
  let current = new Collector();

  const outside = (events: FrameEvent[]): void => {
    if (current.length > 0) events.push({ kind: 'garbage', length: current.length, head: current.take() });
    current = new Collector();
  };
  const finish = (kind: 'frame' | 'cut', events: FrameEvent[]): void => {
    const bytes = current.take();
    if (current.length > limits.maxBytes) {
      events.push({ kind: 'oversize', head: bytes.slice(0, limits.headBytes), length: current.length });
    } else events.push({ kind, bytes });
    current = new Collector();
  };

  /** Reads outside a frame; returns the index after what was read. */
  const readOutside = (chunk: Uint8Array, from: number, events: FrameEvent[]): number => {
    let start = from;
    // The CR after FS (and a line feed that some senders add) belongs to the frame before and is no garbage.
    while (afterFrame && start < chunk.length && (chunk[start] === CR || chunk[start] === LF)) start += 1;
    if (start >= chunk.length) return start;
    afterFrame = false;
    const begin = chunk.indexOf(VT, start);
    current.add(chunk.subarray(start, begin < 0 ? chunk.length : begin), limits.headBytes);
    if (begin < 0) return chunk.length;
    outside(events);
    inside = true;
    return begin + 1;
  };

  /** Reads inside a frame; returns the index after what was read. */
  const readInside = (chunk: Uint8Array, from: number, events: FrameEvent[]): number => {
    let at = from;
    while (at < chunk.length && chunk[at] !== FS && chunk[at] !== VT) at += 1;
    current.add(chunk.subarray(from, at), limits.maxBytes);
    if (at >= chunk.length) return at;
    const ended = chunk[at] === FS;
    finish(ended ? 'frame' : 'cut', events);
    inside = !ended;
    afterFrame = ended;
    return at + 1;
  };

  return {
    feed(chunk: Uint8Array): FrameEvent[] {
      const events: FrameEvent[] = [];
      let at = 0;
      while (at < chunk.length) at = inside ? readInside(chunk, at, events) : readOutside(chunk, at, events);
      return events;
    },
    inFrame: () => inside,
    end(): FrameEvent[] {
      const events: FrameEvent[] = [];
      if (inside) finish('cut', events);
      else outside(events);
      inside = false;
      afterFrame = false;
      return events;
    },
  };
}

/** Puts a message into its frame. */
export function frame(message: Uint8Array): Uint8Array {
  const out = new Uint8Array(message.length + 3);
  out[0] = VT;
  out.set(message, 1);
  out[message.length + 1] = FS;
  out[message.length + 2] = CR;
  return out;
}
