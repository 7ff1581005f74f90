import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Everything that GraphiQL needs comes from this server; it may run its own scripts and workers and talk to its own origin alone. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self' blob:",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Adds `/graphiql` from a folder that `buildGraphiql` filled. */
export function addGraphiql(app: FastifyInstance, folder: string): void {
  app.register(fastifyStatic, {
    root: folder,
    prefix: '/graphiql/',
    index: 'index.html',
    redirect: false,
    decorateReply: false,
    setHeaders: (reply) => {
      reply.header('content-security-policy', contentSecurityPolicy);
    },
  });
  app.get('/graphiql', (_, reply) => reply.redirect('/graphiql/'));
}
