import type { FastifyInstance } from 'fastify';
import type { HisConfig } from './config.ts';
import { buildFace } from './face.ts';
import { passOn } from './pass.ts';

/** The clinicians' face: passes on `/api` to the adapter and nothing else; nothing is kept by any browser or proxy. */
export async function buildHisFace(config: HisConfig): Promise<FastifyInstance> {
  const app = await buildFace({
    face: 'his',
    staticDir: config.staticDir,
    host: '127.0.0.1',
    origin: config.origin,
    trustedProxy: config.trustedProxy,
    upstreams: [{ name: 'adapter', url: config.adapterUrl }],
    everywhere: 'no-store',
  });
  await passOn(app, {
    prefix: '/api',
    upstream: config.adapterUrl,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    bodyLimit: 256 * 1024,
    cookies: true,
    unavailable: { code: 'INTERNAL', message: "The hospital's adapter does not answer at the moment." },
  });
  return app;
}
