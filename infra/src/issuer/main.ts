/** `node infra/src/issuer/main.ts [--port N] [--his-origin URL]`: the development issuer; defaults from PORT and HIS_ORIGIN. */
import { parseArgs } from 'node:util';
import { startIssuer } from './issuer.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: process.env.PORT ?? '3006' },
    'his-origin': { type: 'string', default: process.env.HIS_ORIGIN ?? 'http://127.0.0.1:3001' },
  },
});
const issuer = await startIssuer(Number(values.port), new URL(values['his-origin']).origin);
process.stderr.write(`${JSON.stringify({ service: 'issuer', event: 'started', url: issuer.url })}\n`);

const stop = (): void => {
  void issuer.stop().then(() => process.exit(0));
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
// Ends with whoever started it.
process.on('disconnect', stop);
