import { parseOrExit } from '../dev/arguments.ts';
import { type Ordering, orderings } from '../fabric/layout.ts';
import { type Release, releases } from './subject.ts';

/** What the rules are asked of. */
export type Asked =
  | { readonly kind: 'localnet' }
  | { readonly kind: 'fabric'; readonly ordering: Ordering }
  | { readonly kind: 'target'; readonly file: string; readonly release: Release | undefined };

/** What the command line says. */
export type ConformanceOptions = {
  readonly asked: Asked;
  /** Only rules whose `group/name` has this in it. */
  readonly only: string | undefined;
  readonly json: boolean;
};

const usage = `npm run conformance [-- OPTIONS]    asks a network every rule, and prints what came of it

  --network KIND   localnet (default), or fabric: Hyperledger Fabric's own programs; either in a temporary folder
  --orderers raft-3 | raft-1 | bft-4   how Fabric orders its blocks (default raft-3)
  --target FILE    instead: a network that runs, as the target file describes it
  --release 2.5    with --target: it is Fabric 2.5, which answers otherwise in some places than 3 (default)
  --only TEXT      only rules whose group/name has this in it
  --json           one JSON object a rule, the counts last
  --help           this text

A network of its own gets Tallystick's contract and the test chaincode. On a target the rules that fit its chaincode are
asked; the others are "not applicable", with the reason. Rules write to the ledger: ask a network that is for trying.
Exit status: 0 no rule failed, 1 one did or the network could not be used, 2 wrong options,
3 Fabric's programs are not there.`;

function wrong(sentence: string): never {
  process.stderr.write(`${sentence}\n\n${usage}\n`);
  process.exit(2);
}

/** The command line; ends the process for `--help` and for what it does not know. */
export function conformanceOptions(): ConformanceOptions {
  const { values } = parseOrExit(usage, {
    options: {
      network: { type: 'string' },
      orderers: { type: 'string' },
      target: { type: 'string' },
      release: { type: 'string' },
      only: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const { network, orderers, target, only, json } = values;
  const ordering = orderings.find((each) => each === (orderers ?? 'raft-3'));
  if (ordering === undefined) return wrong(`--orderers takes ${orderings.join(', ')}.`);
  if (orderers !== undefined && network !== 'fabric') return wrong('--orderers goes with --network fabric.');
  const release = releases.find((each) => each === values.release);
  if (values.release !== undefined && release === undefined) return wrong(`--release takes ${releases.join(' or ')}.`);
  if (release !== undefined && target === undefined) return wrong('--release goes with --target.');
  if (target !== undefined) {
    if (network !== undefined) return wrong('Either --network or --target.');
    return { asked: { kind: 'target', file: target, release }, only, json };
  }
  if (network === 'fabric') return { asked: { kind: network, ordering }, only, json };
  if (network !== undefined && network !== 'localnet') return wrong('--network takes localnet or fabric.');
  return { asked: { kind: 'localnet' }, only, json };
}
