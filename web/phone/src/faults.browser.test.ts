import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adaShares, checkUntil, goTo, meetAda, openPhone } from './testing/index.ts';

test('offline the app opens and shows its log, and what was done is sent once it is online', {
  timeout: 90_000,
}, async (t) => {
  const phone = await openPhone(t);
  if (phone === undefined) return;
  const { page, context, ledger, origin, lie } = phone;
  await meetAda(page);
  // Not `waitForFunction`: where it has to wait, it evaluates text in the page, which the page's policy forbids.
  await page.evaluate(`(async () => {
    const { serviceWorker } = navigator;
    if (serviceWorker.controller !== null) return;
    await new Promise((done) => serviceWorker.addEventListener('controllerchange', done, { once: true }));
  })()`);
  const code = await ledger.authorise();
  await context.setOffline(true);
  lie(() => 'hang up');
  await page.goto(`${origin}/`);
  await page.getByText('You are offline').waitFor();
  await goTo(page, 'Log');
  await page.getByText('about 20 minutes').waitFor();
  await page.goto(`${origin}/settings`);
  await page.getByRole('heading', { name: 'Settings' }).waitFor();

  await goTo(page, 'Share');
  await page.getByLabel('Your code').fill(code);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: /^Share \d day/ }).click();
  await page.getByText('It is on its way').waitFor();
  assert.equal(ledger.publications.size, 0);
  lie(null);
  await context.setOffline(false);
  await page.getByText('Accepted by the ledger').waitFor();
  await page.getByText(/^In block/).waitFor();
  assert.equal(ledger.publications.size, 1);
});

test('the answer to a publication is lost: sent again it gets the first receipt', { timeout: 60_000 }, async (t) => {
  const phone = await openPhone(t);
  if (phone === undefined) return;
  const { page, ledger, lie } = phone;
  await meetAda(page);
  lie((path, answered) => {
    const { data } = (answered.body ?? {}) as { data?: { publishDiagnosis?: unknown } };
    return path === '/graphql' && data?.publishDiagnosis !== undefined ? 'hang up' : answered;
  });
  await goTo(page, 'Share');
  await page.getByLabel('Your code').fill(await ledger.authorise());
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: /^Share \d day/ }).click();
  await page.getByText('It is on its way').waitFor();
  const [first] = ledger.publications.values();
  lie(null);
  await page.evaluate('dispatchEvent(new Event("online"))');
  await page.getByText(`In block ${first?.block}`).waitFor();
  assert.equal(ledger.publications.size, 1);
});

test('codes that cannot be used each have their sentence, and no code stays in storage', {
  timeout: 60_000,
}, async (t) => {
  const phone = await openPhone(t);
  if (phone === undefined) return;
  const { page, ledger, origin, asked } = phone;
  await meetAda(page);
  const expired = await ledger.authorise(1);
  [...ledger.authorisations.values()].at(-1)!.status = 'EXPIRED';
  const revoked = await ledger.authorise();
  [...ledger.authorisations.values()].at(-1)!.status = 'REVOKED';
  const used = await ledger.authorise();
  await adaShares(page, used);
  const good = await ledger.authorise();
  const enter = async (code: string): Promise<void> => {
    await page.goto(`${origin}/share#${code}`);
    await page.reload();
    await goTo(page, 'Share');
    await page.getByLabel('Your code').fill(code);
    await page.getByRole('button', { name: 'Continue' }).click();
  };
  const before = asked.filter((path) => path === '/graphql').length;
  await enter(good.slice(0, 15));
  await page.getByText('This is not a whole code.').waitFor();
  for (const [code, sentence] of [
    [expired, 'This code has expired.'],
    [revoked, 'The hospital has withdrawn this code.'],
    [used, 'This code has been used already.'],
  ] as const) {
    await enter(code);
    await page.getByText(sentence).waitFor();
  }
  assert.ok(before > 0);
  await enter(good);
  await page.getByRole('button', { name: /^Share \d day/ }).click();
  await page.getByText('Thank you. It is done.').waitFor();
  assert.equal(page.url().includes(good), false);
  const kept = await page.evaluate(everythingStored);
  for (const code of [good, used, expired, revoked]) assert.ok(!kept.includes(code));
  assert.ok(kept.includes('publications'), 'what is stored was read');
});

/** Everything that the origin stores, as one text: databases, storage, caches' addresses. Runs in the page. */
async function everythingStored(): Promise<string> {
  const parts: unknown[] = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name ?? '');
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    for (const store of db.objectStoreNames) {
      const all = await new Promise((resolve) => {
        const request = db.transaction(store).objectStore(store).getAll();
        request.onsuccess = () => resolve(request.result);
      });
      parts.push(store, JSON.stringify(all));
    }
    db.close();
  }
  for (const cache of await caches.keys()) {
    for (const request of await (await caches.open(cache)).keys()) parts.push(request.url);
  }
  return parts.join('\n');
}

test('two tabs open: one logs, the other says so and takes over when the first goes', {
  timeout: 60_000,
}, async (t) => {
  const phone = await openPhone(t);
  if (phone === undefined) return;
  const { page, context, origin } = phone;
  await meetAda(page);
  const second = await context.newPage();
  await second.goto(origin);
  await second.getByText('Logging in another tab').waitFor();
  assert.equal(await page.getByText('Logging in another tab').count(), 0);
  await page.close();
  await second.getByText('Logging in another tab').waitFor({ state: 'hidden' });
});

test('after the network was set up anew the phone says so, keeps its pins and sends nothing', {
  timeout: 60_000,
}, async (t) => {
  const phone = await openPhone(t);
  if (phone === undefined) return;
  const { page, ledger, lie } = phone;
  await page.getByText('No exposure found').waitFor();
  const other = 'cd'.repeat(32);
  const mutations: string[] = [];
  lie((path, answered) => {
    const body = answered.body as { data?: { network?: object; commitEncounters?: object } };
    if (body?.data?.commitEncounters !== undefined) mutations.push('commit');
    if (path !== '/graphql' || body.data?.network === undefined) return answered;
    return { ...answered, body: { data: { network: { ...body.data.network, id: other } } } };
  });
  await checkUntil(page, page.getByText('This is another network', { exact: true }));
  await meetAda(page);
  await goTo(page, 'Log');
  await page.getByText('Sealed, waiting to be sent').first().waitFor();
  assert.deepEqual(mutations, []);
  assert.equal(ledger.anchors.size, 0);
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Pinned keys' }).click();
  await page.getByTitle(ledger.network).waitFor();
  await page.getByTitle(other).waitFor();
});

test('a clock that is wrong by an hour is said', { timeout: 60_000 }, async (t) => {
  const phone = await openPhone(t);
  if (phone === undefined) return;
  const { page, lie } = phone;
  await page.getByText('No exposure found').waitFor();
  lie((path, answered) => {
    const body = answered.body as { data?: { network?: { time: number } } };
    if (path !== '/graphql' || body.data?.network === undefined) return answered;
    const { network } = body.data;
    return { ...answered, body: { data: { network: { ...network, time: network.time + 3_600 } } } };
  });
  await checkUntil(page, page.getByText('This device’s clock is wrong'));
  await page.getByText('It is 1 hour behind the server’s').waitFor();
});

test('full storage is said, nothing is lost, and it goes on once there is room', { timeout: 60_000 }, async (t) => {
  const phone = await openPhone(t);
  if (phone === undefined) return;
  const { page } = phone;
  await meetAda(page);
  // Chromium does not enforce an overridden quota for IndexedDB: stand in for its refusal at the one place where it would come.
  await page.evaluate(() => {
    const { add, put } = IDBObjectStore.prototype;
    const full = (): never => {
      throw new DOMException('no room', 'QuotaExceededError');
    };
    Object.assign(IDBObjectStore.prototype, { add: full, put: full });
    Object.assign(window, { makeRoom: () => Object.assign(IDBObjectStore.prototype, { add, put }) });
  });
  await goTo(page, 'Practice');
  await page.getByRole('button', { name: /Spend 20 minutes/ }).click();
  await goTo(page, 'Home');
  await page.getByText('Storage is full').waitFor();
  await goTo(page, 'Log');
  await page.getByText('about 20 minutes').first().waitFor();
  await page.evaluate('makeRoom()');
  await goTo(page, 'Practice');
  await page.getByRole('button', { name: /Spend 20 minutes/ }).click();
  await goTo(page, 'Home');
  await page.getByText('Storage is full').waitFor({ state: 'hidden' });
});

test('everything can be deleted', { timeout: 60_000 }, async (t) => {
  const phone = await openPhone(t);
  if (phone === undefined) return;
  const { page } = phone;
  await meetAda(page);
  await goTo(page, 'Settings');
  await page.getByRole('button', { name: 'Delete everything' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete everything' }).click();
  await page.getByText('Know when you were near').waitFor();
  assert.ok(!(await page.evaluate(everythingStored)).includes('rpi'));
});

test('a second window is a second phone, and both hear one another', { timeout: 60_000 }, async (t) => {
  const phone = await openPhone(t);
  if (phone === undefined) return;
  const { page, context, origin } = phone;
  const second = await context.newPage();
  await second.goto(`${origin}/?phone=b`);
  for (const name of ['What leaves this phone?', 'What does it ask for?', 'Begin']) {
    await second.getByRole('button', { name }).click();
  }
  await goTo(second, 'Practice');
  await second.getByRole('button', { name: 'Begin two days ago' }).click();
  await goTo(page, 'Practice');
  await page.getByRole('button', { name: 'Begin two days ago' }).click();
  await page.getByLabel('Phone B, in another window').selectOption('Very close');
  await page.getByRole('button', { name: /Spend 20 minutes/ }).click();
  await page.getByText('20 minutes have passed').waitFor();
  for (const window of [page, second]) {
    await goTo(window, 'Log');
    await window.getByText('about 20 minutes').waitFor();
  }
});
