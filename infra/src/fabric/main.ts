/**
 * `npm run fabric -- up | status | logs | down | reset`: a Hyperledger Fabric network of three organisations as native
 * processes on this machine. Exit status: 0 done, 1 failed, 2 wrong usage, 3 Fabric's programs are not there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseOrExit } from '../dev/arguments.ts';
import type { Ordering } from './layout.ts';
import { down, processesOf, reset } from './network.ts';
import { fabricNetwork } from './ours.ts';
import { logFile, pidOf } from './processes.ts';
import { type FabricPrograms, findPrograms } from './programs.ts';
import { statusOf } from './status.ts';

const usage = `npm run fabric -- up | status | logs | down | reset

  --orderers raft-3 | raft-1 | bft-4   how blocks are ordered (default raft-3; chosen at the first up);
                                       bft-4 starts, but our followers cannot check its block signatures yet
  --port-base N                        first port of the row (default 3000)
  --data-dir DIR                       where the network stores its data (default .data)`;

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

const { values, positionals } = parseOrExit(usage, {
  allowPositionals: true,
  options: {
    orderers: { type: 'string', default: 'raft-3' },
    'port-base': { type: 'string', default: '3000' },
    'data-dir': { type: 'string', default: '.data' },
  },
});
const [command = ''] = positionals;
if (!['raft-1', 'raft-3', 'bft-4'].includes(values.orderers)) fail(usage, 2);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const network = fabricNetwork({
  dataDir: values['data-dir'],
  portBase: Number(values['port-base']),
  ordering: values.orderers as Ordering,
});

try {
  if (command === 'up') await network.up(programsOrExit(), say);
  else if (command === 'down') say(`${await down(network.layout)} processes ended; the ledger stays.`);
  else if (command === 'reset') {
    await reset(network.layout);
    say('Ended, and everything that was stored is deleted.');
  } else if (command === 'status') process.exitCode = await statusOf(programsOrExit(), network.layout, say);
  else if (command === 'logs') {
    for (const { name } of processesOf(programsOrExit(), network.layout, network.chaincode)) {
      const file = logFile(network.layout.folder, name);
      say(`== ${name} (${pidOf(network.layout.folder, name) === undefined ? 'not running' : 'running'}) ${file}`);
      if (existsSync(file)) say(readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n'));
    }
  } else fail(usage, 2);
} catch (error) {
  fail((error as Error).message, 1);
}
