/** `npm run status`: each service, heights, lag, queues. Exit status 0 when everything is ready, 1 when not, 3 when nothing runs. */
import { parseOrExit } from './arguments.ts';
import { defaultDataDir } from './options.ts';
import { listens } from './ports.ts';
import { type RunFile, runningStack } from './run-file.ts';
import { answers } from './service.ts';

type ServiceStatus = { name: string; ready: boolean; facts: Record<string, unknown> };

async function statusOf(name: string, service: RunFile['services'][string]): Promise<ServiceStatus> {
  const ready = await answers(service.ready);
  let facts: Record<string, unknown> = {};
  if (service.status !== undefined) {
    try {
      const response = await fetch(service.status, { signal: AbortSignal.timeout(2_000) });
      if (response.ok) facts = (await response.json()) as Record<string, unknown>;
    } catch {
      // Not reachable: `ready` says so.
    }
  }
  return { name, ready, facts };
}

function inWords(facts: Record<string, unknown>): string {
  return Object.entries(facts)
    .map(([key, value]) => `${key} ${typeof value === 'object' && value !== null ? inBrackets(value) : String(value)}`)
    .join(', ');
}

const inBrackets = (value: object): string => `(${inWords(value as Record<string, unknown>)})`;

const { values } = parseOrExit('npm run status [-- --data-dir DIR] [--json]', {
  options: { 'data-dir': { type: 'string', default: defaultDataDir }, json: { type: 'boolean', default: false } },
});
// Whoever stops reading (`| head`) has read what was wanted.
process.stdout.on('error', () => undefined);
const stack = runningStack(values['data-dir']);
if (stack === undefined) {
  process.stderr.write('Nothing runs on this data folder: start it with `npm start`.\n');
  process.exitCode = 3;
} else {
  const ledger = Object.entries(stack.ledger).map(async ([name, port]) => {
    const ready = await listens(port);
    const mend = ready || stack.ledgerMendedBy === undefined ? {} : { mendedBy: stack.ledgerMendedBy };
    return { name, ready, facts: { port, ...mend } };
  });
  const services = Object.entries(stack.services).map(([name, service]) => statusOf(name, service));
  const all: ServiceStatus[] = await Promise.all([...ledger, ...services]);
  if (values.json) process.stdout.write(`${JSON.stringify({ startedAt: stack.startedAt, services: all })}\n`);
  else {
    const width = Math.max(...all.map(({ name }) => name.length));
    for (const { name, ready, facts } of all) {
      process.stdout.write(`${ready ? 'ready    ' : 'NOT READY'}  ${name.padEnd(width)}  ${inWords(facts)}\n`);
    }
  }
  process.exitCode = all.every(({ ready }) => ready) ? 0 : 1;
}
