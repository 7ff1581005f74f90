import type { Random } from '@tallystick/protocol';
import type { Pins } from '../net/pins.ts';
import type { Database } from '../store/database.ts';
import type { Clock } from '../time/clock.ts';

/** What every step of the phone works with. */
export interface PhoneContext {
  readonly db: Database;
  readonly clock: Clock;
  readonly pins: Pins;
  readonly random: Random;
}

/** A uniform number in 0..1 of the phone's random source. */
export function chance(random: Random): number {
  const [a = 0, b = 0, c = 0, d = 0] = random(4);
  return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) / 2 ** 32;
}
