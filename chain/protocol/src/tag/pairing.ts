import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, equalBytes } from '../bytes.ts';
import { label, labelledHash } from '../label.ts';
import { type Random, systemRandom, takeRandom } from '../random.ts';
import { frameType } from './frames.ts';
import { TagError } from './tag-error.ts';

/** What phone and tag share once paired; each keeps its copy as its greatest secret. */
export interface Pairing {
  /** 32 bytes from which each connection's session keys are derived. */
  readonly sessionRoot: Bytes;
  /** Key of log entry number `logCursor`, see `log.ts`; both move ahead. */
  readonly logKey: Bytes;
  readonly logCursor: number;
}

interface PairingKeys extends Pairing {
  readonly phoneConfirmation: Bytes;
  readonly tagConfirmation: Bytes;
}

/**
 * Keys of a pairing: X25519 (RFC 7748) of the two ephemeral keys, HKDF-SHA256 with the transcript hash over both public keys as salt. The
 * confirmations are HMACs over the transcript, a key for each side: whoever put its own key in between cannot make the other's.
 */
function pairingKeys(own: Uint8Array, other: Uint8Array, phonePublic: Uint8Array, tagPublic: Uint8Array): PairingKeys {
  let shared: Bytes;
  try {
    shared = x25519.getSharedSecret(own, other);
  } catch {
    // noble refuses points of low order, whose secret everybody knows (RFC 7748, 6.1).
    throw new TagError('PAIRING_FAILED', 'public key of low order');
  }
  const transcript = labelledHash('tag-pairing', phonePublic, tagPublic);
  const derive = (name: string): Bytes => hkdf(sha256, shared, transcript, label(name), 32);
  return {
    sessionRoot: derive('tag-session-root'),
    logKey: derive('tag-log'),
    logCursor: 0,
    phoneConfirmation: hmac(sha256, derive('tag-confirm-phone'), transcript),
    tagConfirmation: hmac(sha256, derive('tag-confirm-tag'), transcript),
  };
}

/** One side's part of the exchange before the other's key is known. */
interface KeyPair {
  readonly secretKey: Bytes;
  readonly publicKey: Bytes;
}

function keyPair(random: Random): KeyPair {
  const secretKey = takeRandom(random, 32);
  return { secretKey, publicKey: x25519.getPublicKey(secretKey) };
}

function withoutConfirmations({ sessionRoot, logKey, logCursor }: PairingKeys): Pairing {
  return { sessionRoot, logKey, logCursor };
}

/** The phone's side: sends {@link start}, answers the tag's reply with {@link confirm}; paired once the tag answers `paired`. */
export class PhonePairing {
  readonly #own: KeyPair;

  constructor(random: Random = systemRandom) {
    this.#own = keyPair(random);
  }

  /** The first frame. */
  start(): Bytes {
    return concat(Uint8Array.of(frameType.pairStart), this.#own.publicKey);
  }

  /**
   * Takes the tag's reply.
   *
   * @returns the frame to send, and the pairing, to be kept once the tag has answered `paired`.
   * @throws TagError `PAIRING_FAILED` when the tag's confirmation does not fit, `MALFORMED` for another frame.
   */
  confirm(reply: Uint8Array): { frame: Bytes; pairing: Pairing } {
    if (reply[0] !== frameType.pairReply || reply.length !== 65) throw new TagError('MALFORMED', 'not a pairing reply');
    const tagPublic = reply.slice(1, 33);
    const keys = pairingKeys(this.#own.secretKey, tagPublic, this.#own.publicKey, tagPublic);
    if (!equalBytes(keys.tagConfirmation, reply.subarray(33))) throw new TagError('PAIRING_FAILED');
    const frame = concat(Uint8Array.of(frameType.pairConfirm), keys.phoneConfirmation);
    return { frame, pairing: withoutConfirmations(keys) };
  }
}

/** The tag's side of one exchange. */
export class TagPairing {
  readonly #keys: PairingKeys;
  /** The reply to the phone's first frame. */
  readonly reply: Bytes;

  /** @throws TagError `MALFORMED` for a frame that is no pairing start, `PAIRING_FAILED` for a useless public key. */
  constructor(start: Uint8Array, random: Random) {
    if (start[0] !== frameType.pairStart || start.length !== 33) throw new TagError('MALFORMED', 'not a pairing start');
    const own = keyPair(random);
    const phonePublic = start.slice(1);
    this.#keys = pairingKeys(own.secretKey, phonePublic, phonePublic, own.publicKey);
    this.reply = concat(Uint8Array.of(frameType.pairReply), own.publicKey, this.#keys.tagConfirmation);
  }

  /** Takes the phone's confirmation. @throws TagError `PAIRING_FAILED` when it does not fit: then nothing has changed. */
  finish(confirm: Uint8Array): Pairing {
    if (!equalBytes(this.#keys.phoneConfirmation, confirm.subarray(1))) throw new TagError('PAIRING_FAILED');
    return withoutConfirmations(this.#keys);
  }
}
