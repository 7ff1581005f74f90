import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { TransactionName } from '@tallystick/protocol';
import { referenceRows } from './testing/reference.ts';
import { refusals } from './testing/refusals.ts';

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

test('the table in docs/contract.md says what the code does', () => {
  const rows = text('../../../docs/contract.md')
    .split('\n')
    .filter((line) => /^\| `\w+:\w+` \|/.test(line));
  assert.deepEqual(rows, referenceRows());
});

/** Where the rules of each function stand. */
const files: Readonly<Record<TransactionName, string>> = {
  'encounters:anchor': 'anchor',
  'diagnoses:authorise': 'authorise',
  'diagnoses:publish': 'publish',
  'diagnoses:revoke': 'revoke',
  'exports:record': 'export',
  'acknowledgements:record': 'answers',
  'policy:propose': 'propose',
  'policy:approve': 'approve',
  'purge:purge': 'purge',
};

for (const [name, file] of Object.entries(files) as [TransactionName, string][]) {
  test(`every refusal in the rules of ${name} has a test`, () => {
    const thrown = text(`rules/${file}.ts`).matchAll(/new TallystickError\('([A-Z_]+)'/g);
    const tested = new Set<string>(refusals[name].map(({ code }) => code));
    for (const [, code] of thrown) assert.ok(tested.has(code ?? ''), `${code} of ${name} is not tested`);
  });
}
