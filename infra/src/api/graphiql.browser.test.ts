import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { buildGraphiql } from '@tallystick/graphql';
import { type Browser, chromium } from 'playwright';
import { installedChromium, quietArguments } from '../browser/chromium.ts';
import { startSystem, type TestSystem } from './system.ts';

describe('GraphiQL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-graphiql-'));
  let system: TestSystem;
  let browser: Browser;
  before(async () => {
    await buildGraphiql(folder);
    system = await startSystem({ windowSeconds: 3_600, api: { GRAPHIQL_DIR: folder } });
    const executablePath = installedChromium();
    browser = await chromium.launch({
      args: [...quietArguments],
      ...(executablePath === undefined ? {} : { executablePath }),
    });
  });
  after(async () => {
    await browser?.close();
    await system?.stop();
    rmSync(folder, { recursive: true });
  });

  it('opens with the examples, runs one, and asks nobody but its own server', async () => {
    const page = await browser.newPage();
    const faults: string[] = [];
    const foreign: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('request', (request) => {
      const { origin, protocol } = new URL(request.url());
      if (origin !== system.api.url && protocol !== 'data:' && protocol !== 'blob:') foreign.push(request.url());
    });
    // The schema comes first; until it is there, the button does nothing.
    const introspection = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.goto(`${system.api.url}/graphiql`);
    await introspection;
    await page.getByRole('tab', { name: 'Statistics' }).waitFor();
    // The button does nothing until the schema has been read, which nothing on the page tells; Monaco breaks long lines: a short one is looked for.
    const result = page.locator('.result-window').getByText('"tallystick"');
    const deadline = Date.now() + 60_000;
    while (!(await result.isVisible()) && Date.now() < deadline) {
      await page.getByRole('button', { name: /Execute query/ }).click();
      await result.waitFor({ timeout: 3_000 }).catch(() => undefined);
    }
    assert.ok(await result.isVisible(), 'the first example is answered');
    assert.deepEqual(foreign, []);
    assert.deepEqual(faults, []);
  });
});
