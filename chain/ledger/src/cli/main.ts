/** `npm run ledger -- verify`: see `options.ts`. */
import { help, parseOptions, type VerifyOptions } from './options.ts';
import { type Verification, verify } from './verify.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function optionsOrExit(): VerifyOptions {
  try {
    const options = parseOptions(process.argv.slice(2));
    if (options !== undefined) return options;
    say(help);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}\n`);
    process.exit(2);
  }
}

function report({ counts, faults }: Verification, json: boolean): void {
  if (json) {
    say(JSON.stringify({ ...counts, faults }));
    return;
  }
  for (const { block, transaction, message } of faults) {
    say(`block ${block}${transaction === undefined ? '' : `, transaction ${transaction}`}: ${message}`);
  }
  const { blocks, transactions, valid } = counts;
  const outcome = faults.length === 0 ? 'Nothing is wrong' : 'This is wrong, and nothing after it was looked at';
  say(`${outcome}: ${blocks} blocks, ${transactions} transactions, ${valid} of them valid.`);
}

const options = optionsOrExit();
try {
  const verification = await verify(options);
  report(verification, options.json);
  process.exitCode = verification.faults.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`The ledger could not be verified: ${(error as Error).message}\n`);
  process.exitCode = 3;
}
