/** One face of the web as a process. Environment: `FACE`, `PORT`, `STATIC_DIR` and what `config.ts` names for each face. */
import { readConfig } from './config.ts';
import { stopWithParent } from './lifetime.ts';
import { startFace } from './server.ts';

try {
  const config = readConfig(process.env);
  const { app, port } = await startFace(config);
  stopWithParent(() => app.close());
  process.stdout.write(`${JSON.stringify({ event: 'listening', face: config.face, port })}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
