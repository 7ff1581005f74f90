/** `npm run ledger -- verify | target | backup | restore`: see `options.ts`, and `verify --help`. */
import { join } from 'node:path';
import { type BackupOptions, help, parseOptions } from './options.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function optionsOrExit(args: readonly string[]): BackupOptions {
  try {
    const options = parseOptions(args);
    if (options !== undefined) return options;
    say(help);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}\n`);
    process.exit(2);
  }
}

async function run({ command, dataDir, file }: BackupOptions): Promise<void> {
  // Loaded here, so that verifying does without the whole network.
  const { backUpLocalnet, restoreLocalnet } = await import('@tallystick/localnet');
  const { chain, files } = await (command === 'backup' ? backUpLocalnet : restoreLocalnet)({ dataDir, file });
  const what = `${chain.height} blocks of the network ${chain.network}, ${Object.keys(files).length} files`;
  if (command === 'backup') {
    say(`Backed up to ${file}: ${what}.`);
    say(
      'It holds private data and the keys of all organisations: encrypt it, and keep it no longer than the retention.',
    );
    return;
  }
  say(`Restored to ${dataDir}: ${what}. Every file has its hash, and the blocks are one chain.`);
  say('Next: start it; then, since a file cannot vouch for itself, check signatures and rules:');
  say(`npm run ledger -- verify --target ${join(dataDir, 'target.json')} --network ${chain.network}`);
  say(
    'What follows it (read models, witness store, adapter) belongs to the same time: docs/operations.md, Backup and restore.',
  );
}

const args = process.argv.slice(2);
if (args[0] === 'verify') {
  await import('@tallystick/ledger/cli');
} else if (args[0] === 'target' && args.length === 1) {
  const { targetOfEnvironment } = await import('./target.ts');
  const outcome = targetOfEnvironment(process.env);
  if (outcome.status === 0) process.stdout.write(outcome.out);
  else process.stderr.write(outcome.err);
  process.exitCode = outcome.status;
} else {
  const options = optionsOrExit(args);
  try {
    await run(options);
  } catch (error) {
    process.stderr.write(`The ${options.command} failed: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}
