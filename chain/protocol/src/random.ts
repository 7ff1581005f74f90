import { randomBytes } from '@noble/hashes/utils.js';
import type { Bytes } from './bytes.ts';

/** Source of random bytes; every function that needs chance takes one, so that tests can fix it. */
export type Random = (length: number) => Uint8Array;

/** The platform's cryptographic random source: the default wherever a {@link Random} is taken. */
export const systemRandom: Random = (length) => randomBytes(length);

/** `length` fresh bytes of the source, owned by the caller. @throws RangeError when the source gives another number. */
export function takeRandom(random: Random, length: number): Bytes {
  const bytes = random(length);
  if (bytes.length !== length) throw new RangeError(`random source gave ${bytes.length} bytes instead of ${length}`);
  return Uint8Array.from(bytes);
}

/** A uniform integer in 0..bound-1, by rejection, so that no value is likelier than another. */
export function randomBelow(bound: number, random: Random): number {
  if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32) throw new RangeError('bound must be in 1..2^32');
  const limit = 2 ** 32 - (2 ** 32 % bound);
  for (;;) {
    const [a, b, c, d] = takeRandom(random, 4) as unknown as [number, number, number, number];
    const value = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
    if (value < limit) return value % bound;
  }
}

/** The items in a uniformly random order (Fisher–Yates); the argument stays as it is. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = randomBelow(i + 1, random);
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}
