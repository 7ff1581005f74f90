import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtPhone, checkUntil, startServices } from '@tallystick/phone/testing';
import { dayAt, dayStart } from '@tallystick/protocol';
import { chromium, type Page } from 'playwright';
import { installedChromium, quietArguments } from '../browser/chromium.ts';
import { Air, createVirtualTag, type VirtualTag } from './index.ts';

const NOON = dayStart(dayAt(Math.floor(Date.now() / 1000)) - 2) + 43_200;

/** Runs a practice hook of a page. */
async function setClock(page: Page, seconds: number): Promise<void> {
  await page.evaluate(`tallystickPractice.setClock(${seconds})`);
}

async function firstRun(page: Page, origin: string): Promise<void> {
  await page.goto(origin);
  for (const name of ['What leaves this phone?', 'What does it ask for?', 'Begin']) {
    await page.getByRole('button', { name }).click();
  }
  await page.getByRole('button', { name: 'Pair your tag' }).waitFor();
}

/** Seconds of the tag's last sync, as the phone has stored it. */
async function sync(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByRole('button', { name: 'Sync now' }).click();
  await page.getByText('just now', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Home', exact: true }).click();
}

test('two phones with tags: pairing, a meeting, the tally, a publication of today and the warning', {
  timeout: 120_000,
}, async (t) => {
  const executablePath = installedChromium();
  if (executablePath === undefined) return t.skip('there is no Chromium on this machine');
  const { origin, ledger } = await startServices(t, await builtPhone());
  const air = new Air();
  const phones: { page: Page; tag: VirtualTag }[] = [];
  for (let i = 0; i < 2; i++) {
    const browser = await chromium.launch({
      executablePath,
      args: [...quietArguments, '--enable-features=WebBluetooth'],
    });
    t.after(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 360, height: 740 }, locale: 'en-GB' });
    await firstRun(page, origin);
    await setClock(page, NOON);
    const tag = await createVirtualTag({ browser, page, air });
    t.after(() => tag.close());
    await tag.pressButton();
    await page.getByRole('button', { name: 'Pair your tag' }).click();
    await page.getByText('Your tag was synced just now.').waitFor();
    await page.getByText('Battery 80 %').waitFor();
    assert.notEqual(tag.broadcast(), null);
    phones.push({ page, tag });
  }
  const [a, b] = [phones[0]!, phones[1]!];
  air.place(a.tag, b.tag, -48);
  await air.spend(1_200);
  for (const { page } of phones) {
    await setClock(page, NOON + 1_200);
    await sync(page);
    await page.getByRole('link', { name: 'Log', exact: true }).click();
    await page.getByText('about 20 minutes').waitFor();
    await setClock(page, NOON + 86_400);
    await page.getByText('Not sealed yet').waitFor();
    await sync(page);
    await page.getByRole('link', { name: 'Log', exact: true }).click();
    await page.getByText('Sealed and confirmed').waitFor();
    await page.getByRole('link', { name: 'Home', exact: true }).click();
  }

  await t.test('today’s key ends once the tag has confirmed new identifiers', async () => {
    const before = a.tag.broadcast()!.rpi;
    await a.page.goto(`${origin}/#code=${await ledger.authorise()}`);
    await a.page.getByRole('button', { name: 'Continue' }).click();
    await a.page.getByRole('button', { name: 'Share 2 days' }).click();
    await a.page.getByText('Thank you. It is done.').waitFor();
    assert.equal(await a.page.getByText('Today was left out').count(), 0);
    assert.notDeepEqual(a.tag.broadcast()!.rpi, before);
    assert.equal([...ledger.publications.values()][0]?.keys.length, 2);
  });

  await t.test('with the tag out of reach today is left out, and said so', async () => {
    b.tag.setReach(false);
    await b.page.goto(`${origin}/#code=${await ledger.authorise()}`);
    await b.page.getByRole('button', { name: 'Continue' }).click();
    await b.page.getByRole('button', { name: 'Share 2 days' }).click();
    await b.page.getByText('Today was left out').waitFor();
    assert.equal([...ledger.publications.values()][1]?.keys.length, 1);
    b.tag.setReach(true);
  });

  await t.test('the other is warned with day and length', async () => {
    assert.ok(ledger.release());
    await setClock(b.page, 0);
    await b.page.getByRole('link', { name: 'Home', exact: true }).click();
    await checkUntil(b.page, b.page.getByText('You were near somebody who tested positive'));
    await b.page.getByText('about 20 minutes, very close').waitFor();
  });
});
