import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Bytes, concat, readU32be, u32be } from '../bytes.ts';
import { label } from '../label.ts';
import type { Sighting } from '../sighting/encounter.ts';
import type { Pairing } from './pairing.ts';
import { TagError } from './tag-error.ts';

/**
 * The tag's log. Every entry has a key of its own, from a chain of which the tag keeps only the next link: entry key = HMAC(link, label('tag-log-entry')),
 * next link = HMAC(link, label('tag-log-next')). What the tag has heard it cannot read itself any more, nor can whoever takes it;
 * the phone, which knows an earlier link, can.
 */

/** Bytes of a sealed entry: RPI 16, AEM 4, RSSI 1, time 4, authentication tag 16. */
export const LOG_ENTRY_BYTES = 41;

/** The link after this one. */
export function nextLogKey(logKey: Uint8Array): Bytes {
  return hmac(sha256, logKey, label('tag-log-next'));
}

function entryCipher(logKey: Uint8Array): { encrypt(m: Uint8Array): Bytes; decrypt(c: Uint8Array): Bytes } {
  // A key seals one entry only, so that its nonce may stand still.
  return chacha20poly1305(hmac(sha256, logKey, label('tag-log-entry')), new Uint8Array(12));
}

/** Seals a sighting under a link's entry key. */
export function sealSighting(logKey: Uint8Array, { rpi, aem, rssi, time }: Sighting): Bytes {
  const clamped = Math.max(-127, Math.min(20, Math.round(rssi)));
  return entryCipher(logKey).encrypt(concat(rpi, aem, Uint8Array.of(clamped & 255), u32be(time)));
}

function openSighting(logKey: Uint8Array, entry: Uint8Array): Sighting {
  let plain: Bytes;
  try {
    plain = entryCipher(logKey).decrypt(entry);
  } catch {
    throw new TagError('ALTERED', 'log entry');
  }
  return {
    rpi: plain.slice(0, 16),
    aem: plain.slice(16, 20),
    rssi: (plain[20]! << 24) >> 24,
    time: readU32be(plain, 21),
  };
}

/** The chain at entry `cursor`. @throws RangeError for an earlier one: the chain has no way back. */
export function logKeyAt<P extends Pairing>(pairing: P, cursor: number): P {
  if (cursor < pairing.logCursor) throw new RangeError('the log key of an earlier entry is gone');
  let { logKey } = pairing;
  for (let i = pairing.logCursor; i < cursor; i++) logKey = nextLogKey(logKey);
  return { ...pairing, logKey, logCursor: cursor };
}

/** Entries as the tag sends them. */
export interface LogChunk {
  /** Number of the first entry; greater than the one asked for when the tag has lost some. */
  readonly first: number;
  /** Sealed, one after another. */
  readonly entries: readonly Uint8Array[];
}

/**
 * Opens a chunk of the tag's log.
 *
 * @returns the sightings, and the pairing moved to the entry after the chunk: to be stored together with them, then acknowledged.
 * @throws TagError `ALTERED` for an entry that this tag has not sealed, `MALFORMED` for entries before the pairing's cursor.
 */
export function openLogChunk(pairing: Pairing, chunk: LogChunk): { sightings: Sighting[]; pairing: Pairing } {
  if (chunk.first < pairing.logCursor) throw new TagError('MALFORMED', 'log entries that were opened before');
  let current = logKeyAt(pairing, chunk.first);
  const sightings = chunk.entries.map((entry) => {
    const sighting = openSighting(current.logKey, entry);
    current = logKeyAt(current, current.logCursor + 1);
    return sighting;
  });
  return { sightings, pairing: current };
}
