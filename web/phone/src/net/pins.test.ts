import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgePins, pins } from './pins.ts';

const one = pins.parse({
  v: 1,
  network: 'ab'.repeat(32),
  channel: 'tallystick',
  embedded: true,
  organisations: { AuditorMSP: 'PEM' },
  witnessKey: 'cd'.repeat(32),
  windowSeconds: 10,
});

test('first pins are taken, the same are kept, another network or auditor never replaces them', () => {
  assert.equal(judgePins(undefined, one), 'take');
  assert.equal(judgePins(one, { ...one, windowSeconds: 20 }), 'keep');
  assert.equal(judgePins(one, { ...one, network: 'ef'.repeat(32) }), 'other-network');
  assert.equal(judgePins(one, { ...one, witnessKey: 'ef'.repeat(32) }), 'other-network');
});
