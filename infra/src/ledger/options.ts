import { parseArgs } from 'node:util';

export const help = `npm run ledger -- verify --target FILE [OPTIONS]       checks a whole ledger from block 0; verify --help says more
npm run ledger -- target                               the network of LEDGER_TARGET or LEDGER_PROFILE as a target file, or all
                                                       that is wrong with what the LEDGER_ variables name
npm run ledger -- backup --data DIR --to FILE          a localnet in one file, while it runs or stands still
npm run ledger -- restore --from FILE --data DIR       a localnet from such a file, into a new folder

  --data DIR    folder of the localnet; of npm start it is .data/localnet
  --to FILE     where the backup goes; a file that is there already is never written over
  --from FILE   a backup
  --help        this text

A backup holds the ledger with its private data and the keys of all organisations: encrypt it, and delete it when the
retention is over. Exit status: 0 done, 1 refused or failed, 2 wrong options; of target
1 when something is wrong; of verify: see verify --help.`;

/** What is to be done with a localnet's data. */
export type BackupOptions = {
  readonly command: 'backup' | 'restore';
  readonly dataDir: string;
  readonly file: string;
};

/** Parses `backup …` and `restore …`; undefined when help is asked for. @throws Error with a sentence for what it does not know. */
export function parseOptions(args: readonly string[]): BackupOptions | undefined {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      to: { type: 'string' },
      from: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const [command] = positionals;
  if (positionals.length !== 1 || (command !== 'backup' && command !== 'restore')) {
    throw new Error('The commands are `verify`, `target` (without options), `backup` and `restore`.');
  }
  const [wanted, other] = command === 'backup' ? (['to', 'from'] as const) : (['from', 'to'] as const);
  if (values[other] !== undefined) throw new Error(`\`${command}\` takes --${wanted} and not --${other}.`);
  const file = values[wanted];
  if (file === undefined) throw new Error(`--${wanted} FILE is missing.`);
  if (values.data === undefined) throw new Error('--data DIR is missing.');
  return { command, dataDir: values.data, file };
}
