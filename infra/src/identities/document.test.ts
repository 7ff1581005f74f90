import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transactionFunctions } from '@tallystick/protocol';
import { section, tableRows, textOf } from '../docs/markdown.ts';
import { callNames, calls, expected, identities, identityNames } from './table.ts';

const part = section(textOf('docs/operations.md'), 'Who may do what');

/** A cell as the document has it. */
function cell(outcome: string): string {
  if (outcome === 'allowed') return 'yes';
  return outcome === 'ACCESS_DENIED' ? '–' : `\`${outcome}\``;
}

test('the document’s table of identities is the one that is tried', () => {
  const lines = part.split('\n');
  const head = lines.find((line) => line.startsWith('| call |')) ?? '';
  assert.deepEqual(
    head
      .split('|')
      .slice(2, -1)
      .map((text) => text.trim()),
    identityNames.map((name) => identities[name].words),
  );
  assert.deepEqual(
    tableRows(part, 'call'),
    callNames.map((call) => {
      const [name = '', ...rest] = call.split(/(?=,| of )/);
      return [`\`${name}\`${rest.join('')}`, ...identityNames.map((identity) => cell(expected(identity, call)))];
    }),
  );
});

test('no function of the contract is left out', () => {
  const named = new Set<string>(Object.values(calls));
  assert.deepEqual(
    [...named].filter((name) => name !== 'records:get').sort(),
    Object.keys(transactionFunctions).sort(),
  );
});
