/** `node src/main.ts --definition FILE --data DIR [--pilot] [--json]`: a network as a process of its own. */
import { fstatSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { networkDefinition } from './definition.ts';
import { type Localnet, startLocalnet } from './localnet.ts';
import type { Logger } from './log.ts';

const USAGE = 'usage: main.ts --definition FILE --data DIR [--pilot] [--json]';

/** What is said goes to stderr; stdout belongs to the one line that says that the network serves. */
function logger(json: boolean): Logger {
  const say = (level: string, message: string): void => {
    const line = json ? JSON.stringify({ level, time: new Date().toISOString(), message }) : message;
    process.stderr.write(`${line}\n`);
  };
  return {
    info: (message) => say('info', message),
    warn: (message) => say('warn', message),
    error: (message) => say('error', message),
  };
}

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      definition: { type: 'string' },
      data: { type: 'string' },
      pilot: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  if (!values.definition || !values.data) throw new Error(USAGE);
  const log = logger(values.json);
  const definition = readDefinition(values.definition);
  const localnet = await startLocalnet({
    definition,
    dataDir: values.data,
    production: process.env.NODE_ENV === 'production',
    pilot: values.pilot,
    log,
  });
  stopWithParent(localnet);
  const { target } = localnet;
  const ready = { event: 'ready', height: Number(localnet.height()), data: values.data, target };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
}

function readDefinition(file: string): z.infer<typeof networkDefinition> {
  const parsed = networkDefinition.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Stops at a signal, and when whoever started this process is gone. */
function stopWithParent(localnet: Localnet): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void localnet.close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('disconnect', stop);
  // A terminal stays open, and a file is at its end at once: only a pipe tells that the parent has gone.
  const stdin = fstatSync(0);
  if (stdin.isFIFO() || stdin.isSocket()) process.stdin.resume().on('end', stop).on('error', stop);
}

run().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
