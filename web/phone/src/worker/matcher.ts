import type { Match } from '@tallystick/protocol';
import type { Matcher } from '../core/check.ts';
import type { MatchAnswer, MatchRequest } from './messages.ts';

/**
 * Where `build.ts` puts the bundle of `match.worker.ts`. Not left to Next.js: its worker's parameters stand in the fragment of the
 * address, which gets lost where the service worker answers.
 */
const MATCH_WORKER = '/match.worker.js';

/** A matcher in a worker of its own, so that a long match never holds up the screen; `end` stops it. */
export function workerMatcher(database: string, clockOffset: number): { match: Matcher; end: () => void } {
  let worker: Worker | null = null;
  let next = 0;
  const waiting = new Map<number, { resolve: (matches: readonly Match[]) => void; reject: (error: Error) => void }>();

  const failAll = (message: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  };
  const start = (): Worker => {
    const started = new Worker(MATCH_WORKER, { type: 'module' });
    started.addEventListener('message', ({ data }: MessageEvent<MatchAnswer>) => {
      const waiter = waiting.get(data.id);
      waiting.delete(data.id);
      if ('matches' in data) waiter?.resolve(data.matches);
      else waiter?.reject(new Error(data.error));
    });
    started.addEventListener('error', (event) => failAll(event.message));
    return started;
  };

  return {
    match: (keys) => {
      worker ??= start();
      const id = next++;
      const answer = new Promise<readonly Match[]>((resolve, reject) => waiting.set(id, { resolve, reject }));
      worker.postMessage({ id, database, clockOffset, keys } satisfies MatchRequest);
      return answer;
    },
    end: () => {
      worker?.terminate();
      failAll('the check has ended');
    },
  };
}
