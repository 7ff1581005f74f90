import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { chromium } from 'playwright';
import { startFace } from './server.ts';
import { recorder, staticExport } from './testing/fixture.ts';

const executable = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  chromium.executablePath(),
].find((path) => path !== undefined && path !== '' && existsSync(path));

test('a browser signed in to the HIS face brings none of its cookies to the phone face', async (t) => {
  if (executable === undefined) return t.skip('no Chromium on this machine');
  const adapter = await recorder(t);
  const api = await recorder(t);
  const page404 = { 'index.html': '<!doctype html><title>A face</title>' };
  const his = await startFace({ face: 'his', port: 0, staticDir: staticExport(t, page404), adapterUrl: adapter.url });
  t.after(() => his.app.close());
  const phone = await startFace({
    face: 'phone',
    port: 0,
    staticDir: staticExport(t, page404),
    apiUrl: api.url,
    witnessUrl: api.url,
  });
  t.after(() => phone.app.close());
  const arrived: (string | undefined)[] = [];
  phone.app.server.prependListener('request', (request) =>
    arrived.push(`${request.headers.host} ${request.headers.cookie}`),
  );

  const browser = await chromium.launch({
    executablePath: executable,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  t.after(() => browser.close());
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${his.port}/`);
  await page.evaluate(() => fetch('/api/session').then((response) => response.text()));
  assert.deepEqual(
    (await context.cookies()).map((cookie) => [cookie.name, cookie.domain]),
    [['behind', '127.0.0.1']],
  );

  await page.goto(`http://localhost:${phone.port}/`);
  await page.evaluate(() => fetch('/graphql?query=x', { credentials: 'include' }).then((response) => response.text()));
  assert.ok(arrived.length >= 2);
  assert.deepEqual(
    arrived.filter((line) => !line?.endsWith(' undefined')),
    [],
  );
  assert.equal((await context.cookies(`http://localhost:${phone.port}`)).length, 0);
  assert.equal(api.seen[0]?.headers.cookie, undefined);
});
