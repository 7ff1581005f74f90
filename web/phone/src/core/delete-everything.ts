import { deleteDB } from 'idb';
import type { Phone } from './phone.ts';

/** Deletes the phone's database and whatever else this origin keeps, and opens the app as on its first day. */
export async function deleteEverything(phone: Phone): Promise<void> {
  const name = phone.databaseName;
  phone.close();
  await deleteDB(name);
  for (const cache of await caches.keys()) await caches.delete(cache);
  for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  location.replace('/');
}
