import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import Fastify from 'fastify';
import { addHealthRoutes } from './status.ts';
import { openStore } from './store/store.ts';
import { memoryLedger } from './testing/hospital.ts';

test('an adapter that meets another network is not ready, and says why', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-status-'));
  const store = openStore(folder);
  const app = Fastify();
  let other = false;
  addHealthRoutes(app, {
    store,
    follower: { nextBlock: () => 0, otherNetwork: () => other },
    signIn: { ready: async () => true },
    ledger: memoryLedger(),
  });
  assert.equal((await app.inject('/readyz')).statusCode, 200);
  other = true;
  const answer = await app.inject('/readyz');
  assert.equal(answer.statusCode, 503);
  assert.deepEqual(answer.json(), {
    status: 'not ready',
    checks: { store: true, ledger: true, network: false, issuer: true },
  });
  await app.close();
  store.close();
  rmSync(folder, { recursive: true });
});
