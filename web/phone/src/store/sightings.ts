import type { Database } from './database.ts';
import type { StoredSighting } from './schema.ts';

/**
 * Writes what was heard, many in one transaction. Relaxed: a sighting lost in a power cut costs less than a battery spent on
 * flushing every one.
 */
export async function addSightings(db: Database, sightings: readonly StoredSighting[]): Promise<void> {
  if (sightings.length === 0) return;
  const tx = db.transaction('sightings', 'readwrite', { durability: 'relaxed' });
  await Promise.all([...sightings.map((sighting) => tx.store.add(sighting)), tx.done]);
}

/** Sightings from `from` up to but without `to` (Unix seconds), in the order of their time. */
export function sightingsBetween(db: Database, from: number, to: number): Promise<StoredSighting[]> {
  return db.getAllFromIndex('sightings', 'time', IDBKeyRange.bound(from, to, false, true));
}

/** The same, with the key of each. */
export async function keyedSightingsBetween(
  db: Database,
  from: number,
  to: number,
): Promise<{ readonly key: number; readonly sighting: StoredSighting }[]> {
  const found: { key: number; sighting: StoredSighting }[] = [];
  const index = db.transaction('sightings').store.index('time');
  for await (const cursor of index.iterate(IDBKeyRange.bound(from, to, false, true))) {
    found.push({ key: cursor.primaryKey, sighting: cursor.value });
  }
  return found;
}
