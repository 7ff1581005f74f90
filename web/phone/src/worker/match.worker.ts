import { indexLog, type LogIndex, matchExport, mergeSightings } from '@tallystick/protocol';
import { KEEP_DAYS, openDatabase } from '../store/database.ts';
import { sightingsBetween } from '../store/sightings.ts';
import { createClock } from '../time/clock.ts';
import type { MatchAnswer, MatchRequest } from './messages.ts';

/** The log, read and prepared once in the life of a worker: it is started anew for each check. */
let log: Promise<LogIndex> | null = null;

async function readLog({ database, clockOffset }: MatchRequest): Promise<LogIndex> {
  const clock = createClock(clockOffset);
  const now = Math.min(clock.now(), clock.platform());
  const db = await openDatabase(database);
  try {
    const sightings = await sightingsBetween(db, now - (KEEP_DAYS + 1) * 86_400, Number.MAX_SAFE_INTEGER);
    return indexLog(mergeSightings(sightings));
  } finally {
    db.close();
  }
}

self.addEventListener('message', (event: MessageEvent<MatchRequest>) => {
  const { id, keys } = event.data;
  log ??= readLog(event.data);
  log.then(
    (index) => self.postMessage({ id, matches: matchExport(index, keys) } satisfies MatchAnswer),
    (error: unknown) => self.postMessage({ id, error: String(error) } satisfies MatchAnswer),
  );
});
