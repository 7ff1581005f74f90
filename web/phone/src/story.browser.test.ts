import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import { openBrowser } from '@tallystick/ui/testing';
import type { Page } from 'playwright';
import { builtPhone } from './testing/built.ts';
import { startServices } from './testing/services.ts';

const shots = process.env.SHOTS;

async function shoot(page: Page, name: string): Promise<void> {
  if (shots === undefined) return;
  mkdirSync(shots, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png` });
  }
  const size = page.viewportSize();
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.screenshot({ path: `${shots}/${name}-wide.png` });
  if (size !== null) await page.setViewportSize(size);
}

test('a person without Bluetooth lives through the story with the practice radio', { timeout: 120_000 }, async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { origin, ledger } = await startServices(t, await builtPhone());
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-GB' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(origin);
  await shoot(page, '1-first-run');
  await page.getByRole('button', { name: 'What leaves this phone?' }).click();
  await page.getByRole('button', { name: 'What does it ask for?' }).click();
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByText('No exposure found').waitFor();
  await shoot(page, '2-home');

  await page.getByRole('link', { name: 'Practice', exact: true }).click();
  await page.getByRole('button', { name: 'Begin two days ago' }).click();
  await page.getByLabel('Ada').selectOption('Very close');
  await page.getByRole('button', { name: /Spend 20 minutes/ }).click();
  await page.getByText('20 minutes have passed').waitFor();
  await shoot(page, '3-practice');
  await page.getByRole('link', { name: 'Log', exact: true }).click();
  await page.getByText('about 20 minutes').waitFor();
  await page.getByRole('link', { name: 'Practice', exact: true }).click();
  await page.getByRole('button', { name: 'Let a day pass' }).click();
  await page.getByRole('link', { name: 'Log', exact: true }).click();
  await page.getByText('Sealed and confirmed').waitFor();
  await shoot(page, '4-log');
  await page.getByRole('button', { name: 'Sealed and confirmed' }).first().click();
  await page.getByText('signed by Authority and Auditor, verified on this phone').waitFor();
  await page.getByText('has confirmed it, verified on this phone').waitFor();
  await shoot(page, '4-log-seal');
  await page.getByRole('button', { name: 'Close' }).click();

  const code = await ledger.authorise();
  await page.getByRole('link', { name: 'Practice', exact: true }).click();
  await page.getByText('Ada', { exact: true }).last().click();
  await page.getByLabel('Their code').fill(code);
  await page.getByRole('button', { name: 'They share their days' }).click();
  await page.getByText('Ada has warned others').waitFor();
  assert.ok(ledger.release());
  await page.evaluate(() => window.tallystickPractice?.setCoin(0.5));
  await page.getByRole('button', { name: 'Go to today' }).click();
  await page.getByRole('link', { name: 'Home', exact: true }).click();
  await page.getByRole('button', { name: 'Check now' }).click();
  await page.getByText('You were near somebody who tested positive').waitFor();
  await page.getByText('about 20 minutes, very close').waitFor();
  await shoot(page, '5-warning');
  const deadline = Date.now() + 20_000;
  while (ledger.answers.length === 0 && Date.now() < deadline) await page.waitForTimeout(100);
  assert.deepEqual(
    ledger.answers.map(({ bit }) => bit),
    [1],
  );

  const [authorisation] = ledger.publications.keys();
  ledger.revoke(authorisation ?? '');
  assert.ok(ledger.release());
  await page.getByRole('button', { name: 'Check now' }).click();
  await page.getByText('was withdrawn').waitFor();
  await page.getByText('No exposure found').waitFor();
  await shoot(page, '6-withdrawn');

  await page.getByRole('link', { name: 'I have a code' }).click();
  await page.getByLabel('Your code').fill('AAAA-BBBB-CCCC-DDDD');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('One symbol of the code is wrong').waitFor();
  await shoot(page, '7-code-wrong');
  const own = await ledger.authorise();
  await page.goto(`${origin}/#code=${own}`);
  await page.getByLabel('Your code').waitFor();
  assert.equal(new URL(page.url()).hash, '');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'What will be sent' }).waitFor();
  await shoot(page, '8-days');
  await page.getByRole('button', { name: /^Share \d day/ }).click();
  await page.getByText('Thank you. It is done.').waitFor();
  await shoot(page, '9-done');
  assert.equal(ledger.publications.size, 2);
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await page.getByText('Whom this phone believes').waitFor();
  await shoot(page, '10-settings');
  assert.deepEqual(complaints, []);
});
