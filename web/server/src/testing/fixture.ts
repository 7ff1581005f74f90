import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { fastify } from 'fastify';

/** A folder that looks like a static export, removed after the test. */
export function staticExport(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-face-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** What a service behind a face got to see. */
export interface Seen {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A service behind a face that records what reaches it, sets a cookie on every answer, and is ready when told so. */
export async function recorder(
  t: TestContext,
): Promise<{ url: string; seen: Seen[]; setReady: (ready: boolean) => void }> {
  const seen: Seen[] = [];
  let ready = true;
  const app = fastify({ forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.get('/readyz', (_request, reply) => reply.code(ready ? 200 : 503).send({ ready }));
  app.all('/*', (incoming, reply) => {
    const { method, url, headers, body } = incoming;
    seen.push({ method, url, headers, body: typeof body === 'string' ? body : '' });
    return reply.header('set-cookie', 'behind=1; Path=/').header('cache-control', 'max-age=60').send({ got: url });
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  t.after(() => app.close());
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return {
    url: `http://127.0.0.1:${address.port}`,
    seen,
    setReady: (to) => {
      ready = to;
    },
  };
}

/** One request over a real socket with any host header, redirects not followed. */
export async function ask(
  port: number,
  path: string,
  options: { host?: string; method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }> {
  return new Promise((resolve, reject) => {
    const { host = `localhost:${port}`, method = 'GET', headers = {}, body } = options;
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers: { host, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
