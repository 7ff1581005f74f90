import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { toHex } from './bytes.ts';
import { label, labelledHash } from './label.ts';

test('a label is the name under tallystick/v1 and a zero byte', () => {
  assert.deepEqual(Buffer.from(label('leaf')), Buffer.from('tallystick/v1/leaf\0'));
});

test('a labelled hash is SHA-256 over the label and the parts', () => {
  const expected = createHash('sha256').update('tallystick/v1/x\0').update('ab').digest('hex');
  assert.equal(toHex(labelledHash('x', Uint8Array.of(97), Uint8Array.of(98))), expected);
});
