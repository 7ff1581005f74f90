import type { Pairing, Sighting } from '@tallystick/protocol';
import type { Database } from './database.ts';
import type { PairedTag } from './settings.ts';

/** Keeps what the tag heard together with the pairing that reads on: the tag forgets it after this, so it is on disk first. */
export async function storeTagLog(db: Database, sightings: readonly Sighting[], pairing: Pairing): Promise<void> {
  const tx = db.transaction(['sightings', 'settings'], 'readwrite', { durability: 'strict' });
  for (const { rpi, aem, rssi, time } of sightings) {
    await tx.objectStore('sightings').add({ rpi: Uint8Array.from(rpi), aem: Uint8Array.from(aem), rssi, time });
  }
  const tag = (await tx.objectStore('settings').get('tag')) as PairedTag | undefined;
  if (tag !== undefined) await tx.objectStore('settings').put({ ...tag, pairing } satisfies PairedTag, 'tag');
  await tx.done;
}
