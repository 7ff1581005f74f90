import { hash, randomBytes } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { type BucketSettings, createTokenBucket, type TokenBucket, type Verdict } from './token-bucket.ts';

const hourMs = 3_600_000;

/** Gives each client address its own bucket. */
export type ClientLimiter = {
  take(address: string, tokens: number): Verdict;
  /** Number of addresses known at the moment. */
  size(): number;
};

/**
 * Buckets by client address. Addresses are kept only as hashes under a key that is drawn anew every hour and forgotten, together with its
 * buckets: so nobody can say afterwards who asked.
 *
 * @param maxClients - buckets kept at once; beyond that the oldest is dropped.
 */
export function createClientLimiter(
  settings: BucketSettings,
  clock: () => number = Date.now,
  maxClients = 200_000,
): ClientLimiter {
  let key = newKey();
  let hour = Math.floor(clock() / hourMs);
  const buckets = new Map<string, TokenBucket>();

  // Key and text have one length and one place, and no hash leaves this function: HMAC would add nothing but time, for every request.
  const nameOf = (address: string): string => hash('sha256', key + networkOf(address), 'base64').slice(0, 22);

  return {
    take: (address, tokens) => {
      const now = clock();
      if (Math.floor(now / hourMs) !== hour) {
        hour = Math.floor(now / hourMs);
        key = newKey();
        buckets.clear();
      }
      const name = nameOf(address);
      let bucket = buckets.get(name);
      if (bucket === undefined) {
        if (buckets.size >= maxClients) buckets.delete(buckets.keys().next().value ?? '');
        bucket = createTokenBucket(settings, now);
        buckets.set(name, bucket);
      }
      return bucket.take(tokens, now);
    },
    size: () => buckets.size,
  };
}

const newKey = (): string => randomBytes(32).toString('hex');

/** What stands for one client: an IPv4 address, or the /64 that an IPv6 client chooses its addresses from. */
function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = address.split('%')[0]!.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : new Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...zeros, ...right]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
