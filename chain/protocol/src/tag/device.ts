import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, equalBytes, u32be } from '../bytes.ts';
import { label } from '../label.ts';
import { type Random, systemRandom, takeRandom } from '../random.ts';
import { intervalAt } from '../time.ts';
import type { Advertisement } from './advertisement.ts';
import { SESSION_NONCE_BYTES, SecureChannel } from './channel.ts';
import { frameType } from './frames.ts';
import { decodePhoneMessage, encodeTagMessage, type PhoneMessage, type TagMessage } from './messages.ts';
import { TagPairing } from './pairing.ts';
import { TagError, type TagErrorCode, tagErrorNumber } from './tag-error.ts';
import { TagStore } from './tag-store.ts';

/** Seconds after a press of the button during which the tag pairs. */
export const PAIRING_SECONDS = 60;

const DEFAULT_LOG_CAPACITY = 1_024;

/** How a device is made. */
export interface TagDeviceOptions {
  readonly random?: Random;
  /** Most log entries; the oldest go first. */
  readonly logCapacity?: number;
  /** Battery in percent, asked for at each status; unknown without. */
  readonly battery?: () => number;
}

/** What a tag broadcasts. */
export interface Broadcast {
  /** Bluetooth address, 6 bytes: non-resolvable private (Core Specification, 6.B.1.3.2.2), another in every interval. */
  readonly address: Bytes;
  /** RPI and AEM of the interval. */
  readonly advertisement: Advertisement;
}

/**
 * The companion tag without its radio: the reference for firmware, and the virtual tag's inside. All times that it is given are seconds of
 * a clock of its own that only has to go forward; the phone sets the offset to Unix time.
 */
export class TagDevice {
  readonly #random: Random;
  readonly #logCapacity: number;
  readonly #battery: () => number;
  readonly #addressSecret: Bytes;
  #buttonPressed = Number.NEGATIVE_INFINITY;
  #exchange: TagPairing | null = null;
  #sessionRoot: Bytes | null = null;
  #store: TagStore | null = null;
  #channel: SecureChannel | null = null;
  #clockOffset: number | null = null;
  #lastError: TagErrorCode = 'NONE';

  constructor(options: TagDeviceOptions = {}) {
    this.#random = options.random ?? systemRandom;
    this.#logCapacity = options.logCapacity ?? DEFAULT_LOG_CAPACITY;
    this.#battery = options.battery ?? (() => 255);
    this.#addressSecret = takeRandom(this.#random, 32);
  }

  /** Whether some phone is paired. */
  get isPaired(): boolean {
    return this.#sessionRoot !== null;
  }

  /** Somebody holds the tag and wants it to pair. */
  pressButton(now: number): void {
    this.#buttonPressed = now;
  }

  /** Whether the tag pairs at the moment: then it may show itself to strangers' choosers. */
  pairingOpen(now: number): boolean {
    return now - this.#buttonPressed <= PAIRING_SECONDS;
  }

  /** The connection ended: its keys and an exchange half done are gone. */
  disconnect(): void {
    this.#channel = null;
    this.#exchange = null;
  }

  /** Takes a frame from whoever is connected. @returns the frame to answer with: refusals too, so that a phone need not wait in vain. */
  receive(frame: Uint8Array, now: number): Bytes {
    try {
      return this.#answer(frame, now);
    } catch (error) {
      const code = error instanceof TagError ? error.code : 'MALFORMED';
      this.#lastError = code;
      return Uint8Array.of(frameType.refused, tagErrorNumber(code));
    }
  }

  /** What to broadcast: null without a clock or an identifier for the moment. Address and RPI change in the same instant. */
  broadcast(now: number): Broadcast | null {
    const time = this.#time(now);
    const advertisement = time === null ? null : (this.#store?.identifierAt(intervalAt(time)) ?? null);
    if (time === null || advertisement === null) return null;
    return { address: this.addressOf(intervalAt(time)), advertisement };
  }

  /** The address of an interval: 46 bits of HMAC-SHA256(secret of this start, label('tag-address') ‖ interval u32be), top two bits zero. */
  addressOf(interval: number): Bytes {
    const address = hmac(sha256, this.#addressSecret, concat(label('tag-address'), u32be(interval))).slice(0, 6);
    address[0]! &= 0x3f;
    return address;
  }

  /** Another tag was heard. Without a pairing or a clock there is nobody to remember it for. */
  hear({ rpi, aem }: Advertisement, rssi: number, now: number): void {
    const time = this.#time(now);
    if (this.#store === null || time === null) return;
    const own = this.#store.identifierAt(intervalAt(time));
    if (own !== null && equalBytes(own.rpi, rpi)) return;
    this.#store.expire(time);
    if (!this.#store.append({ rpi, aem, rssi, time })) this.#lastError = 'LOG_OVERFLOW';
  }

  #time(now: number): number | null {
    return this.#clockOffset === null ? null : Math.floor(now + this.#clockOffset);
  }

  #answer(frame: Uint8Array, now: number): Bytes {
    switch (frame[0]) {
      case frameType.pairStart:
        if (!this.pairingOpen(now)) throw new TagError('PAIRING_CLOSED');
        this.#exchange = new TagPairing(frame, this.#random);
        return this.#exchange.reply;
      case frameType.pairConfirm:
        return this.#pair(frame);
      case frameType.open:
        return this.#open(frame);
      case frameType.sealed:
        return this.#message(frame, now);
      default:
        throw new TagError('MALFORMED', 'unknown frame');
    }
  }

  /** A new pairing replaces the old one, and nothing of the old one's is left for the new phone. */
  #pair(frame: Uint8Array): Bytes {
    const exchange = this.#exchange;
    this.#exchange = null;
    if (exchange === null) throw new TagError('PAIRING_CLOSED');
    const pairing = exchange.finish(frame);
    this.#buttonPressed = Number.NEGATIVE_INFINITY;
    this.#sessionRoot = pairing.sessionRoot;
    this.#store = new TagStore(pairing, this.#logCapacity);
    this.#channel = null;
    this.#clockOffset = null;
    return Uint8Array.of(frameType.paired);
  }

  #open(frame: Uint8Array): Bytes {
    if (this.#sessionRoot === null) throw new TagError('NOT_PAIRED');
    if (frame.length !== 1 + SESSION_NONCE_BYTES) throw new TagError('MALFORMED', 'nonce of another length');
    const nonce = takeRandom(this.#random, SESSION_NONCE_BYTES);
    this.#channel = new SecureChannel('tag', this.#sessionRoot, frame.subarray(1), nonce);
    return concat(Uint8Array.of(frameType.opened), nonce);
  }

  #message(frame: Uint8Array, now: number): Bytes {
    const channel = this.#channel;
    const store = this.#store;
    if (channel === null || store === null) throw new TagError('NOT_OPEN');
    const opened = channel.open(frame);
    return channel.seal(encodeTagMessage(this.#perform(opened, store, now)));
  }

  /** What is authentic but cannot be done is answered within the channel. */
  #perform(opened: Uint8Array, store: TagStore, now: number): TagMessage {
    try {
      const time = this.#time(now);
      if (time !== null) store.expire(time);
      return this.#carryOut(decodePhoneMessage(opened), store, now);
    } catch (error) {
      if (!(error instanceof TagError)) throw error;
      this.#lastError = error.code;
      return { kind: 'error', code: error.code };
    }
  }

  #carryOut(message: PhoneMessage, store: TagStore, now: number): TagMessage {
    switch (message.kind) {
      case 'setTime':
        this.#clockOffset = message.time - now;
        return { kind: 'timeSet', time: message.time };
      case 'setSchedule':
        if (this.#clockOffset === null) throw new TagError('CLOCK_UNSET');
        store.setSchedule(message.first, message.identifiers);
        return { kind: 'scheduleSet', first: message.first, count: message.identifiers.length };
      case 'fetchLog':
        return { kind: 'log', ...store.entries(message.cursor, message.max) };
      case 'acknowledgeLog':
        store.acknowledge(message.cursor);
        return { kind: 'logAcknowledged', cursor: store.log.first };
      case 'dropIdentifiers':
        store.dropIdentifiers(message.from);
        return { kind: 'identifiersDropped', from: message.from };
      case 'getStatus':
        return this.#status(store, now);
    }
  }

  #status(store: TagStore, now: number): TagMessage {
    const lastError = this.#lastError;
    this.#lastError = 'NONE';
    return {
      kind: 'status',
      battery: this.#battery(),
      time: this.#time(now) ?? 0,
      scheduleFirst: store.schedule.first,
      scheduleCount: store.schedule.count,
      logFirst: store.log.first,
      logNext: store.log.next,
      lastError,
    };
  }
}
