import { parseArgs } from 'node:util';

export const help = `npm run ledger -- verify --target FILE [OPTIONS]    checks a whole ledger from block 0

  --target FILE        the network: endpoints, TLS roots, organisations' roots, users
  --organisation MSP   whose peer is asked, and as whose user (default AuditorMSP)
  --user NAME          that user (default: the organisation's first in the file)
  --network HASH       header hash of block 0 that the network is known by
  --json               one JSON object a line
  --help               this text

Recomputes hashes, orderers', creators' and endorsers' signatures, endorsement policies, read versions and the
contract's promises; trusts no flag that a peer sets. Organisations' roots come from the file, never from a block.
Exit status: 0 nothing is wrong, 1 something is (the first place is named), 2 wrong options, 3 not reachable.`;

/** What `verify` takes. */
export type VerifyOptions = {
  readonly target: string;
  readonly organisation: string;
  readonly user: string | undefined;
  readonly network: string | undefined;
  readonly json: boolean;
};

/** Parses the command line; undefined when help is asked for. @throws Error with a sentence for what it does not know. */
export function parseOptions(args: readonly string[]): VerifyOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      target: { type: 'string' },
      organisation: { type: 'string', default: 'AuditorMSP' },
      user: { type: 'string' },
      network: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const { target, organisation, user, network, json } = values;
  if (positionals.length !== 1 || positionals[0] !== 'verify') throw new Error('The only command is `verify`.');
  if (target === undefined) throw new Error('--target FILE is missing.');
  return { target, organisation, user, network, json };
}
