import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { codeLink } from '@tallystick/protocol';
import { chromiumPath } from '@tallystick/ui/testing';
import { chromium } from 'playwright';
import { builtPhone, finishFirstRun, goTo, startServices } from './testing/index.ts';
import { writeQrVideo } from './testing/qr-video.ts';

test('the camera reads the code of a link in a QR code; refused, it says so and one can type', {
  timeout: 90_000,
}, async (t) => {
  const executablePath = chromiumPath();
  if (executablePath === undefined) return t.skip('There is no Chromium or Chrome on this machine.');
  const { origin, ledger } = await startServices(t, await builtPhone());
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-camera-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const video = join(folder, 'camera.y4m');
  writeQrVideo(video, codeLink('https://example.org', await ledger.authorise()));
  const browser = await chromium.launch({
    executablePath,
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${video}`,
    ],
  });
  t.after(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'en-GB' });
  const page = await context.newPage();
  await page.goto(origin);
  await finishFirstRun(page);
  await page.evaluate('tallystickPractice.setClock(Date.now() / 1000 - 86400)');
  await page.evaluate('tallystickPractice.round()');
  await goTo(page, 'Share');
  await page.getByRole('button', { name: 'Scan the code instead' }).click();
  await page.getByText('The camera cannot be used').waitFor();
  await page.getByRole('button', { name: 'Type it instead' }).click();
  await page.getByLabel('Your code').waitFor();

  await context.grantPermissions(['camera'], { origin });
  await page.getByRole('button', { name: 'Scan the code instead' }).click();
  await page.getByRole('heading', { name: 'What will be sent' }).waitFor();
});
