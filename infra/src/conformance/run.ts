import { existsSync } from 'node:fs';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { type Need, NotApplicable, type Rule } from './rule.ts';
import { noPolicy, type Subject } from './subject.ts';
import { within } from './wire/calls.ts';

/** What came of a rule. */
export type Outcome = 'passed' | 'failed' | 'not applicable';

/** One row of the table. */
export type Result = {
  readonly group: string;
  readonly name: string;
  readonly says: string;
  readonly outcome: Outcome;
  /** Of a failed rule what was seen, of one that is not applicable why. */
  readonly because?: string;
  readonly milliseconds: number;
};

/** How long a rule may take, milliseconds. */
const patience = 60_000;
/** Longest retention, in seconds, that a rule waits for. */
const shortRetention = 10;

/** File of the key that issued an organisation's certificates, where localnet and `npm run fabric` put it. */
export const issuingKeyFile = (mspRoot: string): string => mspRoot.replace(/\.pem$/, '.key');

/** Why a need is not met; undefined when it is. */
function unmet(need: Need, subject: Subject): string | undefined {
  const { contract, fixture, any, disposable } = subject;
  if (need === 'fixture') return fixture === undefined ? 'it calls the test chaincode, which is not there' : undefined;
  if (need === 'disposable') return disposable ? undefined : 'others use this network: it would mislead them';
  if (need === 'issuing') {
    const missing = any.target.organisations.some(({ mspRoot }) => !existsSync(issuingKeyFile(mspRoot)));
    return missing ? 'it issues certificates, and the keys for that are not here' : undefined;
  }
  if (contract === undefined) return 'it calls Tallystick’s contract, which is not there';
  const { retentionSeconds } = contract;
  if (retentionSeconds === undefined) return noPolicy;
  if (need === 'short-retention' && retentionSeconds > shortRetention)
    return `nothing falls due in ${shortRetention} s`;
  return undefined;
}

/** What an error says, in a few lines. */
function said(error: unknown): string {
  const { name, message, details } = error as { name?: string; message?: string; details?: unknown };
  const list = Array.isArray(details) ? (details as { message?: string }[]).map((each) => each.message ?? '') : [];
  // A refusal that no rule expected: which of the gateway's calls it was says its class.
  const call = error instanceof GatewayError ? `${name}: ` : '';
  return [`${call}${message ?? String(error)}`, ...list].join('; ').slice(0, 2000);
}

/** Asks one rule. Never rejects. */
export async function askRule(rule: Rule, subject: Subject): Promise<Result> {
  const { group, name, says } = rule;
  const begin = performance.now();
  const result = (outcome: Outcome, because?: string): Result => ({
    ...{ group, name, says, outcome },
    ...(because === undefined ? {} : { because }),
    milliseconds: Math.round(performance.now() - begin),
  });
  const reason = rule.needs.map((need) => unmet(need, subject)).find((why) => why !== undefined);
  if (reason !== undefined) return result('not applicable', reason);
  try {
    await within(patience, 'the rule’s end', rule.check(subject));
    return result('passed');
  } catch (error) {
    if (error instanceof NotApplicable) return result('not applicable', error.message);
    return result('failed', said(error));
  }
}

/** Asks all rules, one after another, in the order of the table. */
export async function askRules(
  rules: readonly Rule[],
  subject: Subject,
  report: (result: Result) => void,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const rule of rules) {
    const result = await askRule(rule, subject);
    results.push(result);
    report(result);
  }
  return results;
}
