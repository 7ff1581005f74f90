import { parseArgs } from 'node:util';

export const help = `npm run policy -- show | propose | approve --target FILE --organisation MSP [OPTIONS]

  show                       every version on the ledger, and from when it is in force
  propose --kind KIND        as administrator of one organisation; prints the proposal
  approve --proposal ID      as administrator of another

  --target FILE        the network, with the administrator's certificate and key
  --organisation MSP   HealthMSP, AuthorityMSP or AuditorMSP
  --user NAME          its administrator in the file (default administrator)
  --kind KIND          exportKey, risk or channel
  --key-file FILE      for exportKey: the signing key, made if it is not there; its public part is proposed
  --content FILE       for risk and channel: the content as JSON
  --help               this text

Exit status: 0 done, 1 refused or not reachable, 2 wrong options.`;

const kinds = ['channel', 'risk', 'exportKey'] as const;
export type Kind = (typeof kinds)[number];

/** What the command line asks for. */
export type PolicyOptions = { readonly target: string; readonly organisation: string; readonly user: string } & (
  | { readonly command: 'show' }
  | { readonly command: 'propose'; readonly kind: 'exportKey'; readonly keyFile: string }
  | { readonly command: 'propose'; readonly kind: 'channel' | 'risk'; readonly content: string }
  | { readonly command: 'approve'; readonly proposal: string }
);

/** Parses the command line; undefined when help is asked for. @throws Error with a sentence for what is wrong. */
export function parseOptions(args: readonly string[]): PolicyOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      target: { type: 'string' },
      organisation: { type: 'string' },
      user: { type: 'string', default: 'administrator' },
      kind: { type: 'string' },
      'key-file': { type: 'string' },
      content: { type: 'string' },
      proposal: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const needed = (name: keyof typeof values): string => {
    const value = values[name];
    if (typeof value !== 'string') throw new Error(`--${name} is missing.`);
    return value;
  };
  const common = { target: needed('target'), organisation: needed('organisation'), user: values.user };
  const [command] = positionals;
  if (command === 'show') return { ...common, command };
  if (command === 'approve') return { ...common, command, proposal: needed('proposal') };
  if (command !== 'propose') throw new Error('The commands are show, propose and approve.');
  const kind = kinds.find((known) => known === needed('kind'));
  if (kind === undefined) throw new Error('--kind takes exportKey, risk or channel.');
  if (kind === 'exportKey') return { ...common, command, kind, keyFile: needed('key-file') };
  return { ...common, command, kind, content: needed('content') };
}
