import { type TransactionName, transactionFunctions } from '@tallystick/protocol';
import type { Caller } from '../core/call.ts';
import { anchor } from '../rules/anchor.ts';
import { answers } from '../rules/answers.ts';
import { approve } from '../rules/approve.ts';
import { authorise } from '../rules/authorise.ts';
import { exportFile } from '../rules/export.ts';
import { propose } from '../rules/propose.ts';
import { publish } from '../rules/publish.ts';
import { purge } from '../rules/purge.ts';
import { revoke } from '../rules/revoke.ts';
import { effects } from './effects.ts';
import { refusals } from './refusals.ts';

const callersOf: readonly { readonly name: TransactionName; readonly callers: readonly Caller[] }[] = [
  anchor,
  authorise,
  publish,
  revoke,
  exportFile,
  answers,
  propose,
  approve,
  purge,
];

const listed = (all: Iterable<string>): string => [...new Set(all)].map((each) => `\`${each}\``).join(', ') || '–';
const kindOf = (key: string): string => key.replace(/\/.*$/, '/…');

/** The rows of the table in `docs/contract.md`, from the code and from what its tests have seen it do. */
export function referenceRows(): string[] {
  return (Object.keys(transactionFunctions) as TransactionName[]).map((name) => {
    const callers = callersOf.find((rules) => rules.name === name)?.callers ?? [];
    const done = effects.filter(({ request }) => request.name === name);
    const cells = [
      `\`${name}\``,
      listed(callers.map(({ mspId, role }) => `${mspId} ${role}`)),
      listed(done.flatMap(({ writes }) => writes).map(kindOf)),
      listed(done.flatMap(({ privateWrites = [] }) => privateWrites).map((each) => kindOf(each.replace('\n', ': ')))),
      listed(refusals[name].map(({ code }) => code).sort()),
    ];
    return `| ${cells.join(' | ')} |`;
  });
}
