/**
 * Lets a piece of work run once at a time: a second call while it runs gets the running one's result.
 */
export function single<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= work().finally(() => {
      running = null;
    });
    return running;
  };
}
