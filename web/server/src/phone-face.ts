import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import type { PhoneConfig } from './config.ts';
import { buildFace } from './face.ts';
import { passOn } from './pass.ts';

/** Longest GraphQL request: a publication of 30 slots takes about 2 kB. */
const graphqlLimit = 64 * 1024;

const apiDown = { code: 'LEDGER_UNAVAILABLE', message: 'The service behind this page does not answer at the moment.' };
const auditorDown = { code: 'AUDITOR_UNAVAILABLE', message: 'The auditor does not answer at the moment.' };

/**
 * The phones' face and the open pages. It passes on what phones and strangers ask of the API and the Auditor; no cookie
 * goes either way, and nothing of the hospital exists here.
 */
export async function buildPhoneFace(config: PhoneConfig): Promise<FastifyInstance> {
  const app = await buildFace({
    face: 'phone',
    staticDir: config.staticDir,
    host: 'localhost',
    origin: config.origin,
    trustedProxy: config.trustedProxy,
    upstreams: [
      { name: 'api', url: config.apiUrl },
      { name: 'auditor', url: config.witnessUrl },
    ],
  });
  const read = { methods: ['GET', 'HEAD'], bodyLimit: 0, cookies: false } as const;
  await passOn(app, {
    prefix: '/graphql',
    upstream: config.apiUrl,
    methods: ['GET', 'HEAD', 'POST', 'OPTIONS'],
    bodyLimit: graphqlLimit,
    cookies: false,
    unavailable: apiDown,
  });
  for (const prefix of ['/graphiql', '/schema.graphql', '/exports', '/blocks']) {
    await passOn(app, { prefix, upstream: config.apiUrl, ...read, unavailable: apiDown });
  }
  await passOn(app, { prefix: '/witness', upstream: config.witnessUrl, ...read, unavailable: auditorDown });

  const { networkFile } = config;
  if (networkFile !== undefined) {
    app.get('/network.json', async (_request, reply) => {
      try {
        return await reply.type('application/json; charset=utf-8').send(await readFile(networkFile, 'utf8'));
      } catch {
        return reply.code(503).send({ error: { code: 'NOT_FOUND', message: 'The network has no pins yet.' } });
      }
    });
  }
  return app;
}
