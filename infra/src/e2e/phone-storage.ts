import type { Page } from 'playwright';

/** Everything that an origin stores in a browser, as text: bytes as lower-case hex. */
export async function dumpOrigin(page: Page): Promise<string> {
  return page.evaluate(`(async () => {
    const plain = (value) => {
      if (value instanceof ArrayBuffer) return plain(new Uint8Array(value));
      if (ArrayBuffer.isView(value)) return Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('');
      if (Array.isArray(value)) return value.map(plain);
      if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, plain(v)]));
      return value;
    };
    const asked = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const stored = { local: { ...localStorage }, session: { ...sessionStorage }, databases: {}, caches: {} };
    for (const { name } of await indexedDB.databases()) {
      const db = await asked(indexedDB.open(name));
      const stores = (stored.databases[name] = {});
      for (const store of db.objectStoreNames) {
        stores[store] = plain(await asked(db.transaction(store).objectStore(store).getAll()));
      }
      db.close();
    }
    for (const name of await caches.keys()) {
      stored.caches[name] = (await (await caches.open(name)).keys()).map((request) => request.url);
    }
    return JSON.stringify(stored);
  })()`);
}

/** The temporary exposure keys that a phone holds, as bytes. */
export async function keysOf(page: Page): Promise<Uint8Array[]> {
  const { databases } = JSON.parse(await dumpOrigin(page)) as {
    databases: Record<string, { teks?: { key: string }[] }>;
  };
  return Object.values(databases).flatMap(({ teks = [] }) =>
    teks.map(({ key }) => Uint8Array.from(Buffer.from(key, 'hex'))),
  );
}
