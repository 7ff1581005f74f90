import { type Bytes, concat } from '../bytes.ts';
import { type Random, systemRandom, takeRandom } from '../random.ts';
import { SESSION_NONCE_BYTES, SecureChannel } from './channel.ts';
import { frameType } from './frames.ts';
import { decodeTagMessage, encodePhoneMessage, type PhoneMessage, type TagMessage } from './messages.ts';
import type { Pairing } from './pairing.ts';
import { TagError, tagErrorOf } from './tag-error.ts';

/**
 * The phone's side of one connection with its paired tag: send {@link open}, hand what comes to {@link receive}; once that was the tag's answer,
 * {@link send} makes frames of messages. One session for each connection; it knows nothing of Bluetooth.
 */
export class TagSession {
  readonly #pairing: Pairing;
  readonly #nonce: Bytes;
  #channel: SecureChannel | null = null;

  constructor(pairing: Pairing, random: Random = systemRandom) {
    this.#pairing = pairing;
    this.#nonce = takeRandom(random, SESSION_NONCE_BYTES);
  }

  /** Whether messages can be sent. That the tag is the paired one shows with its first message. */
  get isOpen(): boolean {
    return this.#channel !== null;
  }

  /** The connection's first frame. */
  open(): Bytes {
    return concat(Uint8Array.of(frameType.open), this.#nonce);
  }

  /** A frame with one message. @throws TagError `NOT_OPEN` before the tag has answered the first frame. */
  send(message: PhoneMessage): Bytes {
    if (this.#channel === null) throw new TagError('NOT_OPEN');
    return this.#channel.seal(encodePhoneMessage(message));
  }

  /**
   * Takes a frame from the tag.
   *
   * @returns its message; null when the frame only opened the session.
   * @throws TagError `REPLAYED`, `ALTERED`, `MALFORMED`, `NOT_OPEN`, or the code with which the tag refused (not authenticated: anybody near
   *   could have sent it).
   */
  receive(frame: Uint8Array): TagMessage | null {
    switch (frame[0]) {
      case frameType.opened:
        this.#opened(frame);
        return null;
      case frameType.sealed:
        if (this.#channel === null) throw new TagError('NOT_OPEN');
        return decodeTagMessage(this.#channel.open(frame));
      case frameType.refused:
        throw new TagError(tagErrorOf(frame[1] ?? 0), 'the tag refused');
      default:
        throw new TagError('MALFORMED', 'unknown frame');
    }
  }

  #opened(frame: Uint8Array): void {
    // A second nonce would start the counters anew under another key: a way to have frames forgotten.
    if (this.#channel !== null) throw new TagError('REPLAYED');
    if (frame.length !== 1 + SESSION_NONCE_BYTES) throw new TagError('MALFORMED', 'nonce of another length');
    this.#channel = new SecureChannel('phone', this.#pairing.sessionRoot, this.#nonce, frame.subarray(1));
  }
}
