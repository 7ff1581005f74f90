/** The clinician API, FHIR and health on one Fastify server. */

import cookie from '@fastify/cookie';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { SignIn } from '../auth/oidc.ts';
import { errorName } from '../log.ts';
import { authorise, isBackground } from './access.ts';
import { addAuthRoutes } from './auth-routes.ts';
import type { ApiContext } from './context.ts';
import { ApiError, asApiError } from './errors.ts';
import { openApiDocument } from './openapi.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

/**
 * Builds the server with the clinician API; the caller adds what else it serves and listens.
 * @param onRoute told of every route as it is declared
 */
export async function createApi(
  context: ApiContext,
  signIn: SignIn,
  onRoute?: (method: string, url: string) => void,
): Promise<FastifyInstance> {
  // Fastify's own logger would write addresses and URLs; this room logs by its own closed set of fields.
  const app = Fastify({ logger: false, bodyLimit: 64 * 1024, trustProxy: false });
  await app.register(cookie);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  });
  app.setErrorHandler((error, request, reply) => answerError(context, error, request, reply));
  app.setNotFoundHandler((_request, reply) => {
    const { code, message } = new ApiError('NOT_FOUND');
    return reply.code(404).send({ error: { code, message } });
  });
  app.addHook('onRoute', ({ method, url }) => {
    // Fastify declares a HEAD beside every GET.
    for (const one of [method].flat()) if (one !== 'HEAD') onRoute?.(one, url);
  });
  const document = openApiDocument();
  app.get('/api/openapi.json', async () => document);
  addAuthRoutes(app, context, signIn);
  for (const route of routes) addRoute(app, context, route);
  return app;
}

function addRoute(app: FastifyInstance, context: ApiContext, route: Route): void {
  app.route({
    method: route.method,
    url: route.url,
    handler: async (request) => {
      const { user } = authorise(context, request, route);
      const call = {
        context,
        user,
        params: parse(route.params, request.params),
        query: parse(route.query, request.query),
        body: parse(route.body, request.body),
        background: isBackground(request),
      };
      return route.response.parse(await route.handle(call));
    },
  });
}

function parse(schema: Route['params'], given: unknown): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  throw new ApiError('BAD_REQUEST', { message: issue?.message ?? 'The request is malformed.', field });
}

const SECURITY_CODES = new Set(['SESSION_MISSING', 'CSRF_FAILED', 'OTHER_FACILITY', 'ROLE_MISSING', 'SIGN_IN_FAILED']);

function answerError(context: ApiContext, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const answered = asApiError(error);
  const { code, message, field } = answered;
  const where = { code, route: request.routeOptions.url ?? '', status: answered.status };
  if (SECURITY_CODES.has(code)) context.log('security', 'refused', where);
  else if (answered.status >= 500) context.log('error', 'request-failed', { ...where, text: errorName(error) });
  return reply
    .code(answered.status)
    .send({ error: field === undefined ? { code, message } : { code, message, field } });
}
