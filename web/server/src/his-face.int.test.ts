import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { startFace } from './server.ts';
import { ask, recorder, staticExport } from './testing/fixture.ts';

const files = {
  'index.html': '<!doctype html><title>Worklist</title>',
  '_next/static/a.js': 'a();',
};

async function start(t: TestContext) {
  const adapter = await recorder(t);
  const { app, port } = await startFace({
    face: 'his',
    port: 0,
    staticDir: staticExport(t, files),
    adapterUrl: adapter.url,
  });
  t.after(() => app.close());
  return { adapter, port, host: `127.0.0.1:${port}` };
}

test('nothing is kept anywhere: pages, files, answers and what is not there', async (t) => {
  const { port, host } = await start(t);
  for (const path of ['/', '/_next/static/a.js', '/api/cases', '/nowhere', '/healthz']) {
    const answer = await ask(port, path, { host });
    assert.equal(answer.headers['cache-control'], 'no-store', path);
  }
  assert.match(String((await ask(port, '/', { host })).headers['content-security-policy']), /worker-src 'none'/);
});

test('it is used under its address alone', async (t) => {
  const { port, adapter } = await start(t);
  for (const host of [`localhost:${port}`, 'hospital.example']) {
    const moved = await ask(port, '/api/session', { host });
    assert.deepEqual([moved.status, moved.headers.location], [308, `http://127.0.0.1:${port}/api/session`]);
    assert.equal((await ask(port, '/healthz', { host })).status, 200);
  }
  assert.equal(adapter.seen.length, 0);
});

test('the session goes through to the adapter and back; nothing but /api does', async (t) => {
  const { port, host, adapter } = await start(t);
  const answer = await ask(port, '/api/session', {
    host,
    headers: { cookie: 'session=1', 'x-forwarded-for': '6.6.6.6' },
  });
  assert.deepEqual(answer.headers['set-cookie'], ['behind=1; Path=/']);
  assert.equal(adapter.seen[0]?.headers.cookie, 'session=1');
  assert.equal(adapter.seen[0]?.headers['x-forwarded-for'], '127.0.0.1');
  for (const path of ['/graphql', '/exports/index.json', '/witness/head', '/fhir', '/network.json', '/sw.js']) {
    assert.equal((await ask(port, path, { host })).status, 404, path);
  }
  assert.equal(adapter.seen.length, 1);
});

test('a clinician sees that the adapter is away', async (t) => {
  const { app, port } = await startFace({
    face: 'his',
    port: 0,
    staticDir: staticExport(t, files),
    adapterUrl: 'http://127.0.0.1:9',
  });
  t.after(() => app.close());
  const host = `127.0.0.1:${port}`;
  assert.equal((await ask(port, '/readyz', { host })).status, 503);
  assert.equal((await ask(port, '/api/session', { host })).status, 503);
  assert.equal((await ask(port, '/', { host })).status, 200);
});
