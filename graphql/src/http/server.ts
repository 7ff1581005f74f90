import { TallystickError } from '@tallystick/protocol';
import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ClientLimiter } from '../limits/client-limiter.ts';
import { queryLimits } from '../limits/limits.ts';
import { asTallystickError, errorBody, statusOf } from './errors.ts';

/** What a server is made with. */
export type ServerSettings = {
  readonly log: Logger;
  readonly limiter: ClientLimiter;
  /** Address of the face that passes requests on; only its word on where they come from is taken. */
  readonly trustedProxy: string | undefined;
};

/** Paths that operators ask; they are never limited. */
const operatorPaths: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/status']);

function isOperators(request: FastifyRequest): boolean {
  return operatorPaths.has(request.routeOptions.url ?? '');
}

/** Pages of any origin may read what a GET gives, and nothing but that; what operators ask is not for pages. */
function addCors(app: FastifyInstance): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const reading = request.method === 'GET' || request.method === 'HEAD';
    if (reading && !isOperators(request)) reply.header('access-control-allow-origin', '*');
    reply.header('x-content-type-options', 'nosniff');
    done(null, payload);
  });
}

function addLimits(app: FastifyInstance, limiter: ClientLimiter): void {
  app.addHook('onRequest', (request, reply, done) => {
    const verdict = isOperators(request) ? undefined : limiter.take(request.ip, 1);
    if (verdict === undefined || verdict.taken) return done();
    reply.header('retry-after', String(verdict.retryAfter));
    done(new TallystickError('RATE_LIMITED'));
  });
}

/** Refusals of the HTTP machinery keep their status (413, 415, …); whatever else was thrown is one of ours. */
function addErrors(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler<FastifyError>((error, _, reply) => {
    const refused = typeof error.statusCode === 'number' && error.statusCode < 500;
    if (refused) return reply.code(error.statusCode ?? 400).send(errorBody(new TallystickError('BAD_REQUEST')));
    const known = asTallystickError(error);
    if (known.code === 'INTERNAL') log.error({ err: error }, 'a request failed unexpectedly');
    return reply.code(statusOf(known)).send(errorBody(known));
  });
  app.setNotFoundHandler((_, reply) => reply.code(404).send(errorBody(new TallystickError('NOT_FOUND'))));
}

/** A server without routes, limits in force, that logs no request. */
export function createServer({ log, limiter, trustedProxy }: ServerSettings): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: queryLimits.bodyBytes,
    trustProxy: trustedProxy ?? false,
    requestTimeout: 30_000,
    forceCloseConnections: true,
  });
  // JSON alone: what a page of another origin can send without being asked about it first is refused.
  app.removeContentTypeParser('text/plain');
  addErrors(app, log);
  addCors(app);
  addLimits(app, limiter);
  return app;
}

/** Whether a request comes from this machine itself and was not passed on. */
export function isLocal(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress ?? '';
  return ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(address) && request.headers['x-forwarded-for'] === undefined;
}

/** Listens on the loopback interface and says where. */
export async function listen(app: FastifyInstance, port: number): Promise<number> {
  await app.listen({ port, host: '127.0.0.1' });
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
