import { dayAt, dayStart, INTERVALS_PER_DAY, intervalAt } from '@tallystick/protocol';
import { type Database, KEEP_DAYS } from '../store/database.ts';
import type { Clock } from '../time/clock.ts';

/** Deletes what is older than 14 days: sightings, encounters, keys, commitments, exposures, answers, publications. */
export async function deleteOld(db: Database, clock: Clock): Promise<void> {
  // A practice clock runs behind the platform's: what is old is judged by the earlier of the two.
  const now = Math.min(clock.now(), clock.platform());
  const day = dayAt(now) - KEEP_DAYS;
  const interval = intervalAt(dayStart(day));
  const tx = db.transaction(
    ['sightings', 'encounters', 'teks', 'commitments', 'exports', 'exposures', 'answers', 'publications'],
    'readwrite',
  );
  const old = {
    sightings: await tx
      .objectStore('sightings')
      .index('time')
      .getAllKeys(IDBKeyRange.upperBound(dayStart(day), true)),
    encounters: await tx
      .objectStore('encounters')
      .index('firstInterval')
      .getAllKeys(IDBKeyRange.upperBound(interval, true)),
    commitments: await tx.objectStore('commitments').index('day').getAllKeys(IDBKeyRange.upperBound(day, true)),
  };
  await Promise.all([
    ...old.sightings.map((key) => tx.objectStore('sightings').delete(key)),
    ...old.encounters.map((key) => tx.objectStore('encounters').delete(key)),
    ...old.commitments.map((key) => tx.objectStore('commitments').delete(key)),
    tx.objectStore('teks').delete(IDBKeyRange.upperBound(interval - INTERVALS_PER_DAY)),
    tx.objectStore('answers').delete(IDBKeyRange.upperBound(day, true)),
  ]);
  for (const exposure of await tx.objectStore('exposures').getAll()) {
    if (exposure.match.interval < interval) await tx.objectStore('exposures').delete(exposure.id);
  }
  for (const publication of await tx.objectStore('publications').getAll()) {
    if (dayAt(publication.storedAt) < day) await tx.objectStore('publications').delete(publication.authorisation);
  }
  await tx.done;
}

/** Everything that the phone keeps, as JSON for its owner; bytes as hex. Secrets of keys in use are left out. */
export async function exportData(db: Database): Promise<string> {
  const [sightings, encounters, commitments, exposures, answers, exports_] = await Promise.all([
    db.getAll('sightings'),
    db.getAll('encounters'),
    db.getAll('commitments'),
    db.getAll('exposures'),
    db.getAll('answers'),
    db.getAll('exports'),
  ]);
  const data = { sightings, encounters, commitments, exposures, answers, exports: exports_ };
  return JSON.stringify(data, (_, value: unknown) => (value instanceof Uint8Array ? hexOf(value) : value), 2);
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
