import { type IDBPDatabase, openDB } from 'idb';
import type { PhoneDb } from './schema.ts';
import type { Settings } from './settings.ts';

/** The open database of one phone. */
export type Database = IDBPDatabase<PhoneDb>;

/** Days after which everything that the phone heard, made or was told is deleted. */
export const KEEP_DAYS = 14;

const VERSION = 1;

/**
 * Opens (and where needed makes) the phone's database.
 *
 * @param onBlocked - called when another, older tab keeps an older version open.
 */
export function openDatabase(name: string, onBlocked: () => void = () => undefined): Promise<Database> {
  return openDB<PhoneDb>(name, VERSION, {
    upgrade(db) {
      db.createObjectStore('settings');
      db.createObjectStore('teks', { keyPath: 'rollingStart' });
      db.createObjectStore('sightings', { autoIncrement: true }).createIndex('time', 'time');
      const encounters = db.createObjectStore('encounters', { keyPath: 'id' });
      encounters.createIndex('root', 'root');
      encounters.createIndex('firstInterval', 'firstInterval');
      db.createObjectStore('commitments', { keyPath: 'root' }).createIndex('day', 'day');
      db.createObjectStore('exports', { keyPath: 'sequence' });
      db.createObjectStore('exposures', { keyPath: 'id' }).createIndex('key', 'key');
      db.createObjectStore('answers', { keyPath: 'day' });
      db.createObjectStore('publications', { keyPath: 'authorisation' });
    },
    blocked: onBlocked,
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase | null)?.close();
    },
  });
}

/** A setting, undefined when it was never written. */
export async function readSetting<K extends keyof Settings>(db: Database, name: K): Promise<Settings[K] | undefined> {
  return (await db.get('settings', name)) as Settings[K] | undefined;
}

/** Writes a setting; on disk when the promise resolves. */
export async function writeSetting<K extends keyof Settings>(
  db: Database,
  name: K,
  value: Settings[K] | undefined,
): Promise<void> {
  const tx = db.transaction('settings', 'readwrite', { durability: 'strict' });
  await Promise.all([value === undefined ? tx.store.delete(name) : tx.store.put(value, name), tx.done]);
}

/** Whether an error says that the browser's storage is full. */
export function isStorageFull(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError';
}
