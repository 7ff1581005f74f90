import type { FastifyInstance } from 'fastify';
import type { FaceConfig } from './config.ts';
import { portOf } from './face.ts';
import { buildHisFace } from './his-face.ts';
import { buildPhoneFace } from './phone-face.ts';

/** Builds one face and listens on the loopback interface. */
export async function startFace(config: FaceConfig): Promise<{ app: FastifyInstance; port: number }> {
  const app = config.face === 'phone' ? await buildPhoneFace(config) : await buildHisFace(config);
  await app.listen({ host: '127.0.0.1', port: config.port });
  return { app, port: portOf(app) };
}
