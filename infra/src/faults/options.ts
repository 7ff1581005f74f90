import { parseOrExit } from '../dev/arguments.ts';
import type { NetworkKind } from '../dev/ledger.ts';

/** What the command is told. */
export type FaultsOptions = { readonly network: NetworkKind; readonly json: boolean };

const usage = `npm run faults [-- OPTIONS]    kills, full disks and lost peers under a steady load, and what came of it

  --network KIND   embedded (default), or fabric: Hyperledger Fabric's own programs
  --json           the report as JSON instead of tables
  --help           this text

Exit status: 0 nothing lost and nothing doubled, 1 otherwise, 2 wrong options, 3 Fabric's programs are not there.`;

/** The command line; ends the process for `--help` and for what it does not know. */
export function faultsOptions(): FaultsOptions {
  const { values } = parseOrExit(usage, {
    options: {
      network: { type: 'string', default: 'embedded' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const { network, json } = values;
  if (network === 'embedded' || network === 'fabric') return { network, json };
  process.stderr.write(`--network takes embedded or fabric.\n\n${usage}\n`);
  process.exit(2);
}
