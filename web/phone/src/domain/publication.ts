import {
  authorisationId,
  dayOfInterval,
  encodeSlots,
  endKeyBefore,
  endOfKey,
  fromHex,
  publicationDigest,
  signPublication,
  type TemporaryExposureKey,
  toHex,
  type VerificationKeys,
} from '@tallystick/protocol';
import type { PublicationRequest } from '../net/api.ts';

/** A day whose keys can be shared. */
export interface OfferedDay {
  readonly day: number;
  /** Keys of the day; today's is still in use. */
  readonly keys: readonly TemporaryExposureKey[];
  readonly today: boolean;
}

/**
 * Days that the phone can share, newest first: those on which it broadcast, and of which something is over or can be ended now.
 *
 * @param interval - ENIN now.
 */
export function offeredDays(teks: readonly TemporaryExposureKey[], interval: number): OfferedDay[] {
  const days = new Map<number, TemporaryExposureKey[]>();
  for (const tek of teks) {
    if (tek.rollingStart >= interval) continue;
    const day = dayOfInterval(tek.rollingStart);
    days.set(day, [...(days.get(day) ?? []), tek]);
  }
  return [...days]
    .map(([day, keys]) => ({ day, keys, today: keys.some((key) => endOfKey(key) > interval) }))
    .sort((a, b) => b.day - a.day);
}

/** Keys of the chosen days, those in use ended before `interval`; with `keepToday` false a key in use is left out. */
export function keysToSend(
  offered: readonly OfferedDay[],
  chosen: ReadonlySet<number>,
  interval: number,
  keepToday: boolean,
): TemporaryExposureKey[] {
  return offered
    .filter(({ day }) => chosen.has(day))
    .flatMap(({ keys }) => keys)
    .flatMap((key) => {
      if (endOfKey(key) <= interval) return [key];
      const ended = keepToday ? endKeyBefore(key, interval) : null;
      return ended === null ? [] : [ended];
    })
    .sort((a, b) => a.rollingStart - b.rollingStart);
}

/**
 * The exact request of a publication: 30 slots whatever the number of keys, a salted digest, and the signature of the code's key
 * over it. The code itself is not in it and cannot be found from it.
 *
 * @param salt - 32 random bytes.
 */
export function publicationRequest(
  codeKeys: VerificationKeys,
  channel: string,
  keys: readonly TemporaryExposureKey[],
  salt: Uint8Array,
): PublicationRequest {
  const id = authorisationId(codeKeys.publicKey);
  const slots = encodeSlots(keys);
  const digest = publicationDigest(salt, slots);
  const authorisation = fromHex(id, 16);
  const signature = signPublication(codeKeys, { channel, authorisation, digest });
  return {
    authorisation: id,
    digest: toHex(digest),
    signature: toHex(signature),
    salt: toHex(salt),
    keys: toHex(slots),
  };
}
