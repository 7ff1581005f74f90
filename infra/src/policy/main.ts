/** `npm run policy`: an organisation's administrator looks at the policies on the ledger, proposes one, or approves one. Options: `options.ts`. */
import { readFileSync } from 'node:fs';
import { ensureExportKey } from '@tallystick/graphql';
import { faultInWords, type Ledger, ledgerConfiguration, openLedger } from '@tallystick/ledger';
import { channelPolicyContent, type ProposeArgument, recordKey, riskPolicyContent } from '@tallystick/protocol';
import { help, type Kind, type PolicyOptions, parseOptions } from './options.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const time = (seconds: number): string => new Date(seconds * 1000).toISOString();

function optionsOrExit(): PolicyOptions {
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

/** Prints every version of a kind; returns the version that comes next. */
async function versionsOf(ledger: Ledger, kind: Kind, print: boolean): Promise<number> {
  for (let version = 1; ; version++) {
    const record = await ledger.evaluate(recordKey.policy(kind, version));
    if (record?.type !== 'policy') return version;
    const { content, inForceFrom, proposedBy, approvedBy } = record;
    const agreed = `proposed by ${proposedBy}, approved by ${approvedBy}`;
    if (print) say(`${kind} ${version}, from ${time(inForceFrom)}, ${agreed}: ${JSON.stringify(content)}`);
  }
}

async function argumentOf(
  ledger: Ledger,
  options: Extract<PolicyOptions, { command: 'propose' }>,
): Promise<ProposeArgument> {
  if (options.kind === 'channel') {
    return { kind: 'channel', version: 1, content: channelPolicyContent.parse(json(options.content)) };
  }
  const version = await versionsOf(ledger, options.kind, false);
  if (options.kind === 'exportKey') return { kind: 'exportKey', version, content: ensureExportKey(options.keyFile) };
  return { kind: 'risk', version, content: riskPolicyContent.parse(json(options.content)) };
}

async function run(ledger: Ledger, options: PolicyOptions): Promise<void> {
  if (options.command === 'show') {
    for (const kind of ['channel', 'risk', 'exportKey'] as const) await versionsOf(ledger, kind, true);
    return;
  }
  if (options.command === 'propose') {
    const argument = await argumentOf(ledger, options);
    const { record } = await ledger.submit({ name: 'policy:propose', argument });
    if (record?.type !== 'proposal') throw new Error('The contract did not answer with a proposal.');
    say(`Proposal ${record.id}: ${argument.kind} ${argument.version}. Another organisation approves it.`);
    return;
  }
  const { record } = await ledger.submit({ name: 'policy:approve', argument: { proposal: options.proposal } });
  if (record?.type !== 'policy') throw new Error('The contract did not answer with a policy.');
  say(`${record.kind} ${record.version} is in force from ${time(record.inForceFrom)}.`);
}

const options = optionsOrExit();
try {
  const { organisation, user, target } = options;
  const settings = { LEDGER_TARGET: target, LEDGER_ORGANISATION: organisation, LEDGER_USER: user };
  const { config, faults } = ledgerConfiguration(settings);
  if (config === undefined) throw new Error(faults.map(faultInWords).join('\n'));
  const ledger = await openLedger(config);
  try {
    await run(ledger, options);
  } finally {
    await ledger.close();
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
