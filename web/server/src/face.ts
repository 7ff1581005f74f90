import fastifyStatic from '@fastify/static';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { contentSecurityPolicy, type Face } from './csp.ts';
import { cacheControl, securityHeaders } from './headers.ts';
import { redirectTarget } from './host.ts';
import { loadPages, type Page } from './pages.ts';
import { readiness, type Upstream } from './ready.ts';

/** What makes a face, beside the routes of its own. */
export interface FaceParts {
  readonly face: Face;
  readonly staticDir: string;
  /** Host name under which the face is used in development. */
  readonly host: string;
  /** The one origin of the face where it is not the development one. */
  readonly origin: string | undefined;
  readonly upstreams: readonly Upstream[];
  /** Whose `X-Forwarded-For` is believed; nobody's without it. */
  readonly trustedProxy: string | undefined;
  /** Cache header of every response; without it hashed files are kept and pages are asked for again. */
  readonly everywhere?: string;
}

function sendPage(reply: FastifyReply, page: Page, status: number, request: FastifyRequest): FastifyReply {
  reply.header('content-security-policy', page.csp).header('etag', page.etag).header('vary', 'accept-encoding');
  if (status === 200 && request.headers['if-none-match'] === page.etag) return reply.code(304).send();
  return reply.code(status).type('text/html; charset=utf-8').send(page.body);
}

/** The port that a server listens on; 0 while it does not. */
export function portOf(app: FastifyInstance): number {
  const address = app.addresses()[0];
  return typeof address === 'object' ? address.port : 0;
}

/**
 * A face: its static pages under clean URLs with a policy each, its health, its host rule. Routes of its own (what it
 * passes on) are registered by the caller before it listens; nothing else exists.
 */
export async function buildFace(parts: FaceParts): Promise<FastifyInstance> {
  const { face, staticDir } = parts;
  const pages = loadPages(staticDir, face);
  const app = fastify({
    logger: false,
    bodyLimit: 1024,
    exposeHeadRoutes: true,
    forceCloseConnections: true,
    trustProxy: parts.trustedProxy ?? false,
  });
  const fixed = securityHeaders(face);
  const fallbackPolicy = contentSecurityPolicy(face);
  const originOf = (): string => parts.origin ?? `http://${parts.host}:${portOf(app)}`;

  app.addHook('onRequest', async (request, reply) => {
    const target = redirectTarget({ host: request.headers.host, url: request.url }, originOf());
    if (target !== undefined) return reply.redirect(target, 308);
    return undefined;
  });
  app.addHook('onSend', async (request, reply) => {
    reply.headers(fixed);
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', fallbackPolicy);
    if (parts.everywhere !== undefined) reply.header('cache-control', parts.everywhere);
    else if (!reply.hasHeader('cache-control')) reply.header('cache-control', cacheControl(request.url));
  });

  app.get('/healthz', async () => ({ alive: true }));
  app.get('/readyz', async (_request, reply) => {
    const answer = await readiness(parts.upstreams);
    return reply.code(answer.ready ? 200 : 503).send(answer);
  });

  for (const [url, page] of pages.byUrl) {
    app.get(url, (request, reply) => sendPage(reply, page, 200, request));
    if (url === '/') continue;
    for (const other of [`${url}/`, `${url}.html`]) app.get(other, (_request, reply) => reply.redirect(url, 308));
  }
  await app.register(fastifyStatic, {
    root: staticDir,
    index: false,
    dotfiles: 'deny',
    cacheControl: false,
    globIgnore: ['**/*.html'],
    wildcard: false,
  });

  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (wantsPage && pages.notFound !== undefined) return sendPage(reply, pages.notFound, 404, request);
    return reply.code(404).send({ error: { code: 'NOT_FOUND', message: 'There is nothing by that name.' } });
  });
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode !== undefined && error.statusCode < 500 ? error.statusCode : 500;
    const code = status < 500 ? 'BAD_REQUEST' : 'INTERNAL';
    return reply.code(status).send({ error: { code, message: 'This request cannot be answered.' } });
  });
  return app;
}
