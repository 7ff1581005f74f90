import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { NetworkKind } from './ledger.ts';

/** What `npm start` takes. */
export type StartOptions = {
  portBase: number;
  fresh: boolean;
  json: boolean;
  help: boolean;
  /** Told that this is a pilot: starts although NODE_ENV says production. */
  pilot: boolean;
  /** Where everything is stored. */
  dataDir: string;
  windowSeconds: number;
  network: NetworkKind;
};

/** Root of the checkout. */
export const repositoryRoot: string = resolve(import.meta.dirname, '..', '..', '..');
export const defaultDataDir: string = join(repositoryRoot, '.data');
export const defaultPortBase = 3000;
/** Export window under `npm start`, seconds. */
export const developmentWindowSeconds = 10;

export const startHelp = `npm start [-- OPTIONS]    the whole system on one machine

  --network KIND     embedded (default), or fabric: Hyperledger Fabric's own programs
  --port-base N      first port of the row (default ${defaultPortBase})
  --data-dir DIR     where everything is stored (default .data)
  --window-seconds N export window (default ${developmentWindowSeconds})
  --pilot            start although NODE_ENV is production: one operator holds every key
  --fresh            begin anew: moves nothing over, deletes the stored data first
  --json             one JSON object a line on standard output, for programs
  --help             this text

Exit status: 0 after Ctrl-C or SIGTERM, 1 when something could not be started, 2 for wrong options.`;

/** Parses the command line; throws a sentence for what it does not know. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'port-base': { type: 'string', default: String(defaultPortBase) },
      'data-dir': { type: 'string', default: defaultDataDir },
      'window-seconds': { type: 'string', default: String(developmentWindowSeconds) },
      network: { type: 'string', default: 'embedded' },
      fresh: { type: 'boolean', default: false },
      pilot: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const windowSeconds = Number(values['window-seconds']);
  if (!Number.isInteger(windowSeconds) || windowSeconds < 2 || windowSeconds > 86_400) {
    throw new Error('--window-seconds takes a whole number from 2 to 86400.');
  }
  if (values.network !== 'embedded' && values.network !== 'fabric') {
    throw new Error('--network takes embedded or fabric.');
  }
  return {
    network: values.network,
    portBase: Number(values['port-base']),
    fresh: values.fresh,
    pilot: values.pilot,
    json: values.json,
    help: values.help,
    dataDir: resolve(values['data-dir']),
    windowSeconds,
  };
}
