import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type WorkingSituation, working } from './working.ts';

const NOW = 1_800_000_000;
const base: WorkingSituation = {
  now: NOW,
  radioState: { kind: 'idle' },
  radio: 'tag',
  tag: { lastSync: NOW - 3_600, battery: 80, identifiersUntil: NOW / 600 + 100 },
  bluetooth: true,
  logging: true,
  visible: true,
  storageFull: false,
};

test('"on" is said only when something was heard or could be heard within the last minute', () => {
  const heard = (seconds: number): WorkingSituation => ({
    ...base,
    radio: 'scan',
    radioState: { kind: 'listening', since: NOW - 900, alive: NOW - seconds },
  });
  assert.equal(working(heard(60)).light, 'on');
  assert.equal(working(heard(61)).light, 'paused');
  assert.equal(working({ ...heard(0), visible: false }).light, 'paused');
  assert.equal(working({ ...base, tag: { ...base.tag!, lastSync: NOW - 60 } }).light, 'on');
  assert.equal(working({ ...base, tag: { ...base.tag!, lastSync: NOW - 61 } }).light, 'resting');
});

test('every other state names what mends it', () => {
  const mend = (change: Partial<WorkingSituation>): string | null => working({ ...base, ...change }).mend;
  assert.equal(mend({ radio: null }), 'pair');
  assert.equal(mend({ radio: null, bluetooth: false }), null);
  assert.equal(mend({ tag: { ...base.tag!, lastSync: null } }), 'sync');
  assert.equal(mend({ tag: { ...base.tag!, identifiersUntil: NOW / 600 } }), 'sync');
  assert.equal(mend({ radio: 'scan', visible: false }), 'show');
  assert.equal(mend({ radio: 'practice' }), 'practice');
  assert.equal(mend({ radioState: { kind: 'trouble', trouble: 'off', since: NOW } }), 'bluetooth-on');
  assert.equal(mend({ radioState: { kind: 'trouble', trouble: 'refused', since: NOW } }), 'allow');
});

test('a full storage and another tab come before any radio', () => {
  const listening = { kind: 'listening', since: NOW, alive: NOW } as const;
  assert.equal(working({ ...base, radioState: listening, storageFull: true }).light, 'unable');
  assert.equal(working({ ...base, radioState: listening, logging: false }).light, 'paused');
});
