import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { organisations, type PolicyRecord, TallystickError } from '@tallystick/protocol';
import { openStore, type Store } from '../store/store.ts';
import { type MemoryLedger, memoryLedger } from '../testing/hospital.ts';
import { forgetLeftOver, noteLeftOver, purgeLeftOvers } from './left-overs.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-left-overs-'));
const stores: Store[] = [];
after(() => {
  for (const store of stores) store.close();
  rmSync(folder, { recursive: true, force: true });
});

const channelPolicy: PolicyRecord = {
  type: 'policy',
  kind: 'channel',
  version: 1,
  content: { retentionSeconds: 100, alignToDay: false, riskDelaySeconds: 0, exportKeyDelaySeconds: 0 },
  proposal: 'cd'.repeat(32),
  proposedBy: organisations.health,
  approvedBy: organisations.authority,
  inForceFrom: 0,
  txId: 'ab'.repeat(32),
  provenance: {
    activity: 'approve',
    organisation: organisations.authority,
    role: 'administrator',
    used: [],
    generated: [],
    invalidated: [],
  },
};
const [A, B] = [`authorisation/${'aa'.repeat(16)}`, `revocation/${'bb'.repeat(16)}`] as const;

function scene(): { store: Store; ledger: MemoryLedger; purge(second: number): Promise<number> } {
  const store = openStore(join(folder, String(stores.length)));
  stores.push(store);
  const ledger = { ...memoryLedger(), evaluate: async () => channelPolicy };
  return { store, ledger, purge: (second) => purgeLeftOvers(store, ledger, () => undefined, second * 1000) };
}

test('what is left over is named in one purge when a record would be due, and then forgotten', async () => {
  const { store, ledger, purge } = scene();
  noteLeftOver(store, A, 1000);
  noteLeftOver(store, B, 1000);
  noteLeftOver(store, B, 1050);
  assert.equal(await purge(1100), 0);
  assert.equal(await purge(1101), 1);
  assert.equal(await purge(1200), 1);
  assert.equal(await purge(9999), 0);
  assert.deepEqual(
    ledger.submitted.map(({ argument }) => argument),
    [A, B].map((name) => ({ collection: 'authorisations', names: [name] })),
  );
});

test('a purge that fails is tried again, and what came to stand is not named', async () => {
  const { store, ledger, purge } = scene();
  noteLeftOver(store, A, 1000);
  noteLeftOver(store, B, 1000);
  ledger.failWith = new TallystickError('LEDGER_UNAVAILABLE');
  assert.equal(await purge(2000), 0);
  assert.equal(forgetLeftOver(store, A), true);
  assert.equal(forgetLeftOver(store, A), false);
  ledger.failWith = undefined;
  assert.equal(await purge(2000), 1);
  assert.deepEqual(ledger.submitted[0]?.argument, { collection: 'authorisations', names: [B] });
});
