/**
 * `npm run fabric -- up | status | logs | down | reset`: a Hyperledger Fabric network of three organisations as native
 * processes on this machine. Exit status: 0 done, 1 failed, 2 wrong usage, 3 Fabric's programs are not there.
 */
import { parseOrExit } from '../dev/arguments.ts';
import { lastPortOffset, type Ordering, orderings } from './layout.ts';
import { down, processNames, reset } from './network.ts';
import { fabricNetwork } from './ours.ts';
import { pidOf } from './process-notes.ts';
import { logFile, logTail } from './processes.ts';
import { type FabricPrograms, findPrograms } from './programs.ts';
import { statusOf } from './status.ts';

const usage = `npm run fabric -- up | status | logs | down | reset

  up       starts what does not run, rolls out the contract of this checkout, and is ready once a transaction of each
           organisation has been committed; what it started is ended again when it fails
  status   processes, heights, leader, contract; 0 when all of it works, otherwise 1
  logs     the last lines of each process
  down     ends every process; the ledger stays, and up goes on with it
  reset    ends every process and deletes everything, keys and ledger

  --orderers raft-3 | raft-1 | bft-4   how blocks are ordered (default raft-3); chosen at the first up, for good
  --port-base N                        first port of the row (default 3000); chosen at the first up, for good
  --data-dir DIR                       where the network stores its data (default .data)
  --help                               this text`;

const logLines = 15;
const say = (line: string): void => void process.stdout.write(`${line}\n`);
// Whoever stops reading (`| head`) does not break a start off.
process.stdout.on('error', () => undefined);

function fail(message: string, status: number): never {
  process.stderr.write(`${message}\n`);
  process.exit(status);
}

function programsOrExit(): FabricPrograms {
  try {
    return findPrograms();
  } catch (error) {
    return fail((error as Error).message, 3);
  }
}

/** Ends with SIGINT or SIGTERM, so that a start that is broken off leaves nothing running. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => controller.abort(new Error('Interrupted: what was started is ended again.')));
  }
  return controller.signal;
}

function portBaseOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const base = Number(text);
  const last = 65_535 - lastPortOffset;
  return Number.isInteger(base) && base >= 1024 && base <= last
    ? base
    : fail(`--port-base takes a whole number from 1024 to ${last}.`, 2);
}

const { values, positionals } = parseOrExit(usage, {
  allowPositionals: true,
  options: {
    orderers: { type: 'string' },
    'port-base': { type: 'string' },
    'data-dir': { type: 'string', default: '.data' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  say(usage);
  process.exit(0);
}
const ordering = orderings.find((each): each is Ordering => each === values.orderers);
if (positionals.length !== 1 || (values.orderers !== undefined && ordering === undefined)) fail(usage, 2);
const wanted = { dataDir: values['data-dir'], portBase: portBaseOf(values['port-base']), ordering };

async function run(command: string | undefined): Promise<void> {
  const network = fabricNetwork(wanted);
  const { layout } = network;
  switch (command) {
    case 'up':
      await network.up(programsOrExit(), say, interruption());
      return say(`Clients find it through ${network.targetFile}`);
    case 'down':
      return say(`${await down(layout)} processes ended; the ledger stays.`);
    case 'reset':
      await reset(layout);
      return say('Ended, and everything that was stored is deleted.');
    case 'status':
      process.exitCode = await statusOf(programsOrExit(), layout, network.chaincode, say);
      return;
    case 'logs':
      for (const name of processNames(layout)) {
        const state = pidOf(layout.folder, name) === undefined ? 'not running' : 'running';
        say(`== ${name} (${state}) ${logFile(layout.folder, name)}\n${logTail(layout.folder, name, logLines)}`);
      }
      return;
    default:
      fail(usage, 2);
  }
}

try {
  await run(positionals[0]);
} catch (error) {
  fail((error as Error).message, 1);
}
