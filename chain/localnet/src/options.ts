/** The command line: see `usage`. */
import { parseArgs } from 'node:util';

/** What `--help` prints. */
export const usage = `npm run localnet -- --chaincode DIR [OPTIONS]    a Fabric network with the Node.js chaincode of a folder
npm run localnet -- --definition FILE --data DIR  a network as a file describes it; its chaincode is started by hand

  --chaincode DIR      folder with package.json and, if there are any, collections.json, policy.txt, organisations.json
  --channel NAME       of the channel, with --chaincode (default mychannel)
  --port-base N        first peer's port, the others follow, with --chaincode (default: free ones)
  --definition FILE    channel, organisations, users, ports and chaincode as JSON
  --data DIR           where the network is stored (with --chaincode default: a folder that goes when it ends)
  --write-target FILE  writes here what a client has to know: endpoints, TLS roots, certificates, keys
  --control            once it serves, take orders from standard input, one a line, each answered with a line of JSON:
                       stop NODE [noticedAfter=MS], start NODE [noticedAfter=MS] [servesAfter=MS]; NODE is an MSP id or orderer
  --pilot              allow a start with NODE_ENV=production
  --json               progress as JSON lines
  --help               this text

When it serves, one line of JSON on standard output says where. It ends at Ctrl-C, SIGTERM, and with its parent.
Exit status: 0 ended as told, 1 could not be started, 2 wrong options.`;

/** What is run. */
export type RunOptions = {
  writeTarget: string | undefined;
  control: boolean;
  pilot: boolean;
  json: boolean;
} & (
  | { kind: 'definition'; definition: string; data: string }
  | { kind: 'chaincode'; chaincode: string; channel: string; portBase: number; data: string | undefined }
);

/**
 * Parses the command line; undefined when help is asked for.
 * @throws Error with a sentence for what is wrong
 */
export function parseOptions(args: readonly string[]): RunOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      chaincode: { type: 'string' },
      channel: { type: 'string' },
      'port-base': { type: 'string' },
      definition: { type: 'string' },
      data: { type: 'string' },
      'write-target': { type: 'string' },
      control: { type: 'boolean', default: false },
      pilot: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { chaincode, channel, definition, data, control, pilot, json } = values;
  const common = { writeTarget: values['write-target'], control, pilot, json };
  if ((chaincode === undefined) === (definition === undefined)) {
    throw new Error('Either --chaincode DIR or --definition FILE is needed.');
  }
  if (chaincode !== undefined) {
    const portBase = portOf(values['port-base'] ?? '0');
    return { ...common, kind: 'chaincode', chaincode, channel: channel ?? 'mychannel', portBase, data };
  }
  if (data === undefined) throw new Error('--definition needs --data DIR.');
  if (channel !== undefined || values['port-base'] !== undefined) {
    throw new Error('--channel and --port-base belong to --chaincode: a definition names its own.');
  }
  return { ...common, kind: 'definition', definition: definition!, data };
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_000) throw new Error('--port-base takes a whole number up to 65000.');
  return port;
}
