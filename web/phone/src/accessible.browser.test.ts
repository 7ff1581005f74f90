import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axeFindings, overflowing } from '@tallystick/ui/testing';
import { adaShares, checkUntil, finishFirstRun, goTo, meetAda, openPhone } from './testing/index.ts';

test('every screen in its states, in both themes and widths, has nothing that axe finds and nothing too wide', {
  timeout: 180_000,
}, async (t) => {
  const phone = await openPhone(t, { firstRun: false });
  if (phone === undefined) return;
  const { page, ledger } = phone;
  const findings: string[] = [];
  const look = async (name: string): Promise<void> => {
    // While one screen takes the place of another the document has no title for a moment.
    await page.locator('head > title').waitFor({ state: 'attached' });
    for (const [width, height] of [
      [360, 740],
      [1280, 800],
    ] as const) {
      await page.setViewportSize({ width, height });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const found = [...(await axeFindings(page)), ...(await overflowing(page))];
        findings.push(...found.map((finding) => `${name}, ${width}, ${colorScheme}: ${finding}`));
      }
    }
    await page.setViewportSize({ width: 360, height: 740 });
  };
  await page.getByText('Know when you were near').waitFor();
  await look('first run');
  await finishFirstRun(page);
  await page.getByText('No exposure found').waitFor();
  await look('home without a radio');
  await meetAda(page);
  await look('practice');
  await goTo(page, 'Log');
  await page.getByText('Sealed and confirmed').first().waitFor();
  await look('log');
  await page.getByRole('button', { name: 'Sealed and confirmed' }).first().click();
  await page.getByText('verified on this phone').first().waitFor();
  await look('seal');
  await page.getByRole('button', { name: 'Close' }).click();
  await adaShares(page, await ledger.authorise());
  ledger.release();
  await goTo(page, 'Home');
  await checkUntil(page, page.getByText('You were near somebody'));
  await look('home with a warning');
  await goTo(page, 'Settings');
  await look('settings');
  await goTo(page, 'Share');
  await page.getByLabel('Your code').fill('AAAA-BBBB-CCCC-DDDD');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('One symbol of the code is wrong').waitFor();
  await look('share with a wrong code');
  await page.getByLabel('Your code').fill(await ledger.authorise());
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('heading', { name: 'What will be sent' }).waitFor();
  await look('share, days');
  assert.deepEqual(findings, []);
});
