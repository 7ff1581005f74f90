/** Seconds before the end at which a person is asked whether they are still there. */
export const warnSeconds = 60;

/** How an idle session stands: active, about to end (with the seconds left), or over. */
export type Idleness =
  | { readonly state: 'active' }
  | { readonly state: 'ending'; readonly left: number }
  | { readonly state: 'over' };

/** How a session stands after `idle` seconds without a key or a pointer. Pure. */
export function idleness(idle: number, idleSeconds: number): Idleness {
  if (idle >= idleSeconds) return { state: 'over' };
  const left = idleSeconds - idle;
  return left <= Math.min(warnSeconds, idleSeconds / 2)
    ? { state: 'ending', left: Math.ceil(left) }
    : { state: 'active' };
}
