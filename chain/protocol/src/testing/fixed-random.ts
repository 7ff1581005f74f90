import { sha256 } from '@noble/hashes/sha2.js';
import { concat, u32be, utf8 } from '../bytes.ts';
import type { Random } from '../random.ts';

/** A random source that gives the same bytes for the same seed in every run: SHA-256 in counter mode. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  let pool = new Uint8Array(0);
  return (length) => {
    while (pool.length < length) pool = concat(pool, sha256(concat(utf8(seed), u32be(counter++))));
    const taken = pool.slice(0, length);
    pool = pool.slice(length);
    return taken;
  };
}
