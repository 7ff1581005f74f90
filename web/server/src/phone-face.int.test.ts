import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { startFace } from './server.ts';
import { ask, recorder, staticExport } from './testing/fixture.ts';

const files = {
  'index.html': '<!doctype html><title>Home</title><script>boot()</script>',
  'stats.html': '<!doctype html><title>Statistics</title><script src="/_next/static/a.js"></script>',
  'stats.txt': 'rsc',
  '404.html': '<!doctype html><title>Nothing here</title>',
  'sw.js': 'self;',
  '_next/static/a.js': 'a();',
  '.secret': 'x',
};

async function start(t: TestContext, trustedProxy?: string) {
  const api = await recorder(t);
  const auditor = await recorder(t);
  const staticDir = staticExport(t, files);
  const networkFile = join(staticDir, '..', `network-${Math.random().toString(36).slice(2)}.json`);
  const { app, port } = await startFace({
    face: 'phone',
    port: 0,
    staticDir,
    apiUrl: api.url,
    witnessUrl: auditor.url,
    networkFile,
    trustedProxy,
  });
  t.after(() => app.close());
  return { api, auditor, port, networkFile };
}

test('pages have clean URLs, a policy of their own and are never kept', async (t) => {
  const { port } = await start(t);
  const home = await ask(port, '/');
  assert.equal(home.status, 200);
  assert.match(String(home.headers['content-type']), /text\/html/);
  assert.match(String(home.headers['content-security-policy']), /script-src 'self' 'sha256-[^']+'/);
  assert.equal(home.headers['cache-control'], 'no-cache');
  assert.equal(home.headers['x-content-type-options'], 'nosniff');
  assert.match(String(home.headers['permissions-policy']), /camera=\(self\)/);
  const stats = await ask(port, '/stats');
  assert.match(stats.body, /Statistics/);
  assert.match(String(stats.headers['content-security-policy']), /script-src 'self';/);
  for (const other of ['/stats/', '/stats.html']) {
    const moved = await ask(port, other);
    assert.deepEqual([moved.status, moved.headers.location], [308, '/stats']);
  }
  const again = await ask(port, '/', { headers: { 'if-none-match': String(home.headers.etag) } });
  assert.equal(again.status, 304);
});

test('hashed files are kept for ever, the service worker is asked for each time, dot files do not exist', async (t) => {
  const { port } = await start(t);
  assert.match(String((await ask(port, '/_next/static/a.js')).headers['cache-control']), /immutable/);
  assert.equal((await ask(port, '/sw.js')).headers['cache-control'], 'no-cache');
  assert.equal((await ask(port, '/stats.txt')).status, 200);
  assert.equal((await ask(port, '/.secret')).status, 404);
  assert.equal((await ask(port, '/..%2f..%2fetc/passwd')).status, 404);
});

test('what is not there: a page for a person, a code for a program', async (t) => {
  const { port } = await start(t);
  const page = await ask(port, '/nowhere', { headers: { accept: 'text/html' } });
  assert.deepEqual([page.status, /Nothing here/.test(page.body)], [404, true]);
  assert.deepEqual(JSON.parse((await ask(port, '/nowhere')).body).error.code, 'NOT_FOUND');
});

test('no route of the hospital exists on the phone face', async (t) => {
  const { port, api, auditor } = await start(t);
  for (const path of ['/api', '/api/session', '/api/auth/login', '/fhir', '/worklist', '/case']) {
    for (const method of ['GET', 'POST'])
      assert.equal((await ask(port, path, { method })).status, 404, `${method} ${path}`);
  }
  assert.equal(api.seen.length + auditor.seen.length, 0);
});

test('what phones ask is passed on, without a cookie in either direction', async (t) => {
  const { port, api, auditor } = await start(t);
  const headers = { cookie: 'his=secret', authorization: 'Bearer x', 'x-forwarded-for': '6.6.6.6' };
  const answer = await ask(port, '/graphql', {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: '{"query":"{network{id}}"}',
  });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['set-cookie'], undefined);
  for (const path of [
    '/graphql?query=x',
    '/exports/index.json',
    '/blocks/0',
    '/schema.graphql',
    '/graphiql',
    '/graphiql/a.js',
  ]) {
    assert.equal((await ask(port, path, { headers })).status, 200, path);
  }
  assert.equal((await ask(port, '/witness/head', { headers })).status, 200);
  assert.deepEqual([api.seen.length, auditor.seen.map((seen) => seen.url)], [7, ['/witness/head']]);
  assert.equal(api.seen[0]?.body, '{"query":"{network{id}}"}');
  for (const seen of [...api.seen, ...auditor.seen]) {
    assert.equal(seen.headers.cookie, undefined);
    assert.equal(seen.headers.authorization, undefined);
    assert.equal(seen.headers['x-forwarded-for'], '127.0.0.1');
  }
});

test('what ends TLS in front may say whose request it is, and nobody may say it for them', async (t) => {
  const { api, port } = await start(t, '127.0.0.1');
  const headers = { 'x-forwarded-for': '9.9.9.9, 6.6.6.6', 'x-real-ip': '9.9.9.9' };
  assert.equal((await ask(port, '/exports/index.json', { headers })).status, 200);
  assert.equal(api.seen[0]?.headers['x-forwarded-for'], '6.6.6.6');
  assert.equal(api.seen[0]?.headers['x-real-ip'], undefined);
});

test('what is too long or does not say how long it is never reaches the API', async (t) => {
  const { port, api } = await start(t);
  const post = { method: 'POST', headers: { 'content-type': 'application/json' } };
  assert.equal((await ask(port, '/graphql', { ...post, body: 'x'.repeat(65_537) })).status, 413);
  const chunked = await ask(port, '/graphql', {
    ...post,
    headers: { ...post.headers, 'transfer-encoding': 'chunked' },
    body: 'x',
  });
  assert.equal(chunked.status, 411);
  assert.equal(api.seen.length, 0);
  assert.equal((await ask(port, '/graphql', { ...post, body: 'x'.repeat(60_000) })).status, 200);
  assert.equal((await ask(port, '/exports/a.zip', { ...post, body: '{}' })).status, 404);
});

test('under the address instead of the name only health answers; the rest is sent to the name', async (t) => {
  const { port } = await start(t);
  for (const host of [`127.0.0.1:${port}`, 'example.org', `[::1]:${port}`]) {
    assert.equal((await ask(port, '/healthz', { host })).status, 200);
    assert.equal((await ask(port, '/readyz', { host })).status, 200);
    for (const path of ['/', '/stats?a=1', '/graphql', '/api/x']) {
      const moved = await ask(port, path, { host });
      assert.deepEqual([moved.status, moved.headers.location], [308, `http://localhost:${port}${path}`]);
    }
  }
});

test('ready only while everything behind it is; when nothing answers, a code says which', async (t) => {
  const { port, auditor } = await start(t);
  assert.deepEqual(JSON.parse((await ask(port, '/readyz')).body), {
    ready: true,
    checks: { api: 'ready', auditor: 'ready' },
  });
  auditor.setReady(false);
  const not = await ask(port, '/readyz');
  assert.deepEqual([not.status, JSON.parse(not.body).checks.auditor], [503, 'not ready']);

  const { app, port: lonely } = await startFace({
    face: 'phone',
    port: 0,
    staticDir: staticExport(t, files),
    apiUrl: 'http://127.0.0.1:9',
    witnessUrl: 'http://127.0.0.1:9',
  });
  t.after(() => app.close());
  assert.equal(JSON.parse((await ask(lonely, '/readyz')).body).checks.api, 'unreachable');
  const api = await ask(lonely, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  assert.deepEqual([api.status, JSON.parse(api.body).error.code], [503, 'LEDGER_UNAVAILABLE']);
  const witness = await ask(lonely, '/witness/head');
  assert.deepEqual([witness.status, JSON.parse(witness.body).error.code], [503, 'AUDITOR_UNAVAILABLE']);
  assert.equal((await ask(lonely, '/network.json')).status, 404);
});

test('the pins come from their file as it stands now', async (t) => {
  const { port, networkFile } = await start(t);
  assert.equal((await ask(port, '/network.json')).status, 503);
  writeFileSync(networkFile, '{"v":1}');
  t.after(async () => (await import('node:fs/promises')).rm(networkFile));
  const pins = await ask(port, '/network.json');
  assert.deepEqual([pins.status, pins.body, pins.headers['cache-control']], [200, '{"v":1}', 'no-cache']);
});
