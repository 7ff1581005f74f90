import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { type RecordedStep, recordedStep } from './facts.ts';

const steps: readonly [name: string, step: RecordedStep][] = [
  ['`encounters:anchor`', recordedStep['encounters:anchor']({ root: 'aa' })],
  ['`diagnoses:authorise`', recordedStep['diagnoses:authorise']({ id: 'aa' })],
  ['`diagnoses:authorise` with `supersedes`', recordedStep['diagnoses:authorise']({ id: 'aa', supersedes: 'bb' })],
  ['`diagnoses:publish`', recordedStep['diagnoses:publish']({ authorisation: 'aa' })],
  ['`diagnoses:revoke`', recordedStep['diagnoses:revoke']({ authorisation: 'aa' })],
  ['`exports:record`', recordedStep['exports:record']({ sequence: 2, keyVersion: 1 })],
  ['`acknowledgements:record`', recordedStep['acknowledgements:record']({ root: 'aa' })],
  ['`policy:propose`', recordedStep['policy:propose']({ id: 'aa' })],
  ['`policy:approve`', recordedStep['policy:approve']({ proposal: 'aa', kind: 'risk', version: 1 })],
];

const listed = (keys: readonly string[]): string =>
  keys.map((key) => `\`${key.replace(/\/.*$/, '/…')}\``).join(', ') || '–';

test('the table in docs/provenance.md says what the transactions state', () => {
  const rows = readFileSync(new URL('../../../../docs/provenance.md', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => /^\| `\w+:\w+`/.test(line));
  const expected = steps.map(([name, { activity, used, generated, invalidated }]) => {
    const cells = [name, `\`${activity}\``, listed(used), listed(generated), listed(invalidated)];
    return `| ${cells.join(' | ')} |`;
  });
  assert.deepEqual(rows, expected);
});

test('the first export follows none', () => {
  assert.deepEqual(recordedStep['exports:record']({ sequence: 1, keyVersion: 3 }).used, [
    'policy/exportKey/0000000003',
  ]);
});

test('what supersedes names what it replaces', () => {
  assert.deepEqual(recordedStep['diagnoses:authorise']({ id: 'aa', supersedes: 'bb' }), {
    activity: 'authorise',
    used: ['authorisation/bb'],
    generated: ['authorisation/aa', 'revocation/bb'],
    invalidated: ['authorisation/bb'],
  });
});
