import { parseOrExit } from '../dev/arguments.ts';
import type { NetworkKind } from '../dev/ledger.ts';

/** What the measurement is told. */
export type BenchOptions = {
  readonly network: NetworkKind;
  /** Requests in flight under load. */
  readonly clients: number;
  /** Processes of the API, and of the one with nothing behind it, that the clients are dealt out to. */
  readonly replicas: number;
  /** Length of each measured part. */
  readonly seconds: number;
  /** Runs, each with a network of its own. */
  readonly runs: number;
  readonly json: boolean;
};

const usage = `npm run bench:ledger [-- OPTIONS]    what the ledger does on this machine

  --network KIND   embedded (default), or fabric: Hyperledger Fabric's own programs
  --clients N      requests in flight under load (default 2000)
  --replicas N     processes of the API (default 1)
  --seconds N      length of each measured part (default 4)
  --runs N         runs, each with a new network; figures are medians (default 5)
  --json           the figures as JSON instead of a table
  --help           this text

Exit status: 0 measured, 1 failed, 2 wrong options, 3 Fabric's programs are not there: nothing was measured.`;

function wrong(sentence: string): never {
  process.stderr.write(`${sentence}\n\n${usage}\n`);
  process.exit(2);
}

/** The command line; ends the process for `--help` and for what it does not know. */
export function benchOptions(): BenchOptions {
  const { values } = parseOrExit(usage, {
    options: {
      network: { type: 'string', default: 'embedded' },
      clients: { type: 'string', default: '2000' },
      replicas: { type: 'string', default: '1' },
      seconds: { type: 'string', default: '4' },
      runs: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const whole = (name: 'clients' | 'replicas' | 'seconds' | 'runs', most: number): number => {
    const value = Number(values[name]);
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    return wrong(`--${name} takes a whole number from 1 to ${most}.`);
  };
  const { network } = values;
  if (network !== 'embedded' && network !== 'fabric') return wrong('--network takes embedded or fabric.');
  // The API keeps at most 20,000 commitments waiting.
  return {
    network,
    clients: whole('clients', 20_000),
    replicas: whole('replicas', 16),
    seconds: whole('seconds', 600),
    runs: whole('runs', 100),
    json: values.json,
  };
}
