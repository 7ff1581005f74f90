import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOptions } from './options.ts';

test('backup and restore name their folder and their file', () => {
  const backup = { command: 'backup', dataDir: 'd', file: 'f' };
  assert.deepEqual(parseOptions(['backup', '--data', 'd', '--to', 'f']), backup);
  assert.deepEqual(parseOptions(['restore', '--from', 'f', '--data', 'd']), { ...backup, command: 'restore' });
  assert.equal(parseOptions(['--help']), undefined);
});

test('whatever is not known or missing is said', () => {
  assert.throws(() => parseOptions([]), /The commands are/);
  assert.throws(() => parseOptions(['destroy', '--data', 'd']), /The commands are/);
  assert.throws(() => parseOptions(['backup', '--to', 'f']), /--data DIR is missing/);
  assert.throws(() => parseOptions(['backup', '--data', 'd']), /--to FILE is missing/);
  assert.throws(() => parseOptions(['restore', '--data', 'd', '--to', 'f']), /takes --from and not --to/);
  assert.throws(() => parseOptions(['backup', '--colour', 'red']), /colour/);
});
