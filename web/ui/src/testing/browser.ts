import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Browser, chromium } from 'playwright';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/** The Chromium or Chrome of this machine: `CHROMIUM_PATH`, then the path, then the test tool's own. */
export function chromiumPath(): string | undefined {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined && given !== '') return given;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), chromium.executablePath()].find(
    (path) => existsSync(path),
  );
}

/** A headless browser that ends with the test; undefined, and the test skipped with the reason, where there is none. */
export async function openBrowser(t: TestContext): Promise<Browser | undefined> {
  const executablePath = chromiumPath();
  if (executablePath === undefined) {
    t.skip('There is no Chromium or Chrome on this machine.');
    return undefined;
  }
  const args = ['--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'];
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? [...args, '--no-sandbox'] : args,
  });
  t.after(() => browser.close());
  return browser;
}
