import { parseOrExit } from '../../dev/arguments.ts';
import type { NetworkKind } from '../../dev/ledger.ts';

/** What is measured, and how much of it. */
export type GrowthOptions = {
  readonly network: NetworkKind;
  /** Commitments at which the ledger is looked at, ascending; each is a multiple of `batch`. */
  readonly steps: readonly number[];
  /** Commitments in an anchor. */
  readonly batch: number;
  /** Seconds after which private values are due for purge. */
  readonly retention: number;
  readonly json: boolean;
};

const usage = `npm run bench:growth [-- OPTIONS]    what the ledger keeps, for ever and after purge, and what a country would need

  --network KIND    embedded (default), or fabric: Hyperledger Fabric's own programs
  --steps LIST      commitments at which the ledger is looked at (default 1000,10000,100000)
  --batch N         commitments in an anchor, which divides every step (default 1000)
  --retention N     seconds after which private values are purged (default 20)
  --json            the figures as JSON instead of tables
  --help            this text

Exit status: 0 measured, 1 failed, 2 wrong options, 3 Fabric's programs are not there: nothing was measured.`;

function wrong(sentence: string): never {
  process.stderr.write(`${sentence}\n\n${usage}\n`);
  process.exit(2);
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  return wrong(`--${name} takes whole numbers from 1 to ${most}.`);
}

/** The command line; ends the process for `--help` and for what it does not know. */
export function growthOptions(): GrowthOptions {
  const { values } = parseOrExit(usage, {
    options: {
      network: { type: 'string', default: 'embedded' },
      steps: { type: 'string', default: '1000,10000,100000' },
      batch: { type: 'string', default: '1000' },
      retention: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const { network } = values;
  if (network !== 'embedded' && network !== 'fabric') return wrong('--network takes embedded or fabric.');
  const batch = whole('batch', values.batch, 4096);
  const steps = values.steps.split(',').map((step) => whole('steps', step, 1_000_000));
  const fits = steps.every((step, index) => step % batch === 0 && step > (steps[index - 1] ?? 0));
  if (!fits) return wrong('--steps takes ascending multiples of --batch.');
  return { network, steps, batch, retention: whole('retention', values.retention, 3_600), json: values.json };
}
