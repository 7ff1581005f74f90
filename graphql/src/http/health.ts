import { TallystickError } from '@tallystick/protocol';
import type { FastifyInstance } from 'fastify';
import { errorBody } from './errors.ts';
import { isLocal } from './server.ts';

/** What operators see. */
export type Health = {
  /** Whether the service can do its work. */
  readonly ready: () => boolean;
  /** Figures for `npm run status`; nothing that identifies anybody. */
  readonly status: () => Record<string, unknown> | Promise<Record<string, unknown>>;
};

/** Adds `/healthz` (alive), `/readyz` (503 until caught up) and `/status` (to this machine only). */
export function addHealth(app: FastifyInstance, { ready, status }: Health): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', (_, reply) => reply.code(ready() ? 200 : 503).send({ status: ready() ? 'ready' : 'starting' }));
  app.get('/status', async (request, reply) => {
    if (!isLocal(request)) return reply.code(404).send(errorBody(new TallystickError('NOT_FOUND')));
    return reply.header('cache-control', 'no-store').send(await status());
  });
}
