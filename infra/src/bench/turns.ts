/** Runs an act when it is its turn. */
export type Turns = <T>(act: () => Promise<T>) => Promise<T>;

/** At most so many acts are under way at once; the others wait in the order in which they came. */
export function createTurns(most: number): Turns {
  let free = most;
  const waiting: (() => void)[] = [];
  return async (act) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((go) => waiting.push(go));
    try {
      return await act();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
