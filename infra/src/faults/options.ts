import { parseOrExit } from '../dev/arguments.ts';
import type { NetworkKind } from '../dev/ledger.ts';
import { catalogue } from './catalogue.ts';

/** What the command is told. */
export type FaultsOptions = {
  readonly network: NetworkKind;
  /** Only faults whose name has this in it. */
  readonly only: string;
  readonly json: boolean;
};

const usage = `npm run faults [-- OPTIONS]    kills, full disks and lost peers under a steady load, and what came of it

  --network KIND   embedded (default), or fabric: Hyperledger Fabric's own programs
  --only TEXT      only faults whose name has this in it, such as "leading orderer"
  --json           the report as JSON instead of tables
  --help           this text

Exit status: 0 nothing lost and nothing doubled, 1 otherwise, 2 wrong options, 3 Fabric's programs are not there.`;

function wrong(sentence: string): never {
  process.stderr.write(`${sentence}\n\n${usage}\n`);
  process.exit(2);
}

/** The command line; ends the process for `--help` and for what it does not know. */
export function faultsOptions(): FaultsOptions {
  const { values } = parseOrExit(usage, {
    options: {
      network: { type: 'string', default: 'embedded' },
      only: { type: 'string', default: '' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const { network, only, json } = values;
  if (network !== 'embedded' && network !== 'fabric') return wrong('--network takes embedded or fabric.');
  const names = catalogue[network].map(({ name }) => name);
  if (!names.some((name) => name.includes(only))) return wrong(`--only takes a part of one of: ${names.join('; ')}.`);
  return { network, only, json };
}
