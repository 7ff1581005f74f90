/** The one place where the clinicians' view reads the clock: Unix seconds. */
export function now(): number {
  return Date.now() / 1000;
}
