import { TallystickError } from '@tallystick/protocol';

/** Seconds by which a head may be late beside two windows: the Auditor signs one a window and needs a moment for it. */
const GRACE = 120;

/**
 * Refuses a head that is too old, or older than one that this phone has seen: then somebody keeps the newest back.
 *
 * @param headTime - the Auditor's time in the statement.
 * @param seen - in the newest one accepted before, null before the first.
 * @param now - Unix seconds of the platform.
 * @throws TallystickError `STALE`.
 */
export function requireFresh(headTime: number, seen: number | null, now: number, windowSeconds: number): void {
  if (now - headTime > 2 * windowSeconds + GRACE) throw new TallystickError('STALE', { field: 'head.time' });
  if (seen !== null && headTime < seen - windowSeconds) throw new TallystickError('STALE', { field: 'head.time' });
}
