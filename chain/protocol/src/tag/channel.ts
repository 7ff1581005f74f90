import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, equalBytes } from '../bytes.ts';
import { label } from '../label.ts';
import { frameType } from './frames.ts';
import { TagError } from './tag-error.ts';

/** Bytes of the nonce that each side adds to a connection's keys. */
export const SESSION_NONCE_BYTES = 16;

const HEADER_BYTES = 9;

/** Type and counter, which are authenticated with the message. */
function headerOf(counter: bigint): Bytes {
  const header = new Uint8Array(HEADER_BYTES);
  header[0] = frameType.sealed;
  new DataView(header.buffer).setBigUint64(1, counter);
  return header;
}

/** Nonce of ChaCha20-Poly1305 (RFC 8439): four zero bytes and the counter; a key never sees one twice. */
function nonceOf(header: Uint8Array): Bytes {
  return concat(new Uint8Array(4), header.subarray(1));
}

/**
 * The encrypted channel of one connection, as one side sees it. Each direction has a key of its own and counts its frames from 0; only
 * the very next counter is taken, so that a frame replayed, left out or moved is noticed.
 */
export class SecureChannel {
  readonly #sendKey: Bytes;
  readonly #receiveKey: Bytes;
  #sent = 0n;
  #received = 0n;

  /** Keys: HKDF-SHA256(session root, salt = phone nonce ‖ tag nonce, label('tag-phone-to-tag' | 'tag-tag-to-phone')). */
  constructor(side: 'phone' | 'tag', sessionRoot: Uint8Array, phoneNonce: Uint8Array, tagNonce: Uint8Array) {
    const derive = (name: string): Bytes => hkdf(sha256, sessionRoot, concat(phoneNonce, tagNonce), label(name), 32);
    const toTag = derive('tag-phone-to-tag');
    const toPhone = derive('tag-tag-to-phone');
    this.#sendKey = side === 'phone' ? toTag : toPhone;
    this.#receiveKey = side === 'phone' ? toPhone : toTag;
  }

  /** Seals one message into a frame. */
  seal(message: Uint8Array): Bytes {
    const header = headerOf(this.#sent);
    const sealed = chacha20poly1305(this.#sendKey, nonceOf(header), header).encrypt(message);
    this.#sent += 1n;
    return concat(header, sealed);
  }

  /** Opens one frame. @throws TagError `REPLAYED` or `ALTERED`; the channel then stands as before. */
  open(frame: Uint8Array): Bytes {
    const header = headerOf(this.#received);
    if (frame.length < HEADER_BYTES) throw new TagError('MALFORMED', 'frame too short');
    if (!equalBytes(frame.subarray(0, HEADER_BYTES), header)) throw new TagError('REPLAYED');
    let message: Bytes;
    try {
      message = chacha20poly1305(this.#receiveKey, nonceOf(header), header).decrypt(frame.subarray(HEADER_BYTES));
    } catch {
      throw new TagError('ALTERED');
    }
    this.#received += 1n;
    return message;
  }
}
