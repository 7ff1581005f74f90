import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { exportKeyId, type TemporaryNetwork, temporaryNetwork } from '../network/testing/temporary-network.ts';
import { expectedOf, identities, identityNames } from './table.ts';
import { IdentityTrial } from './try-all.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-identities-'));
let network: TemporaryNetwork;
let trial: IdentityTrial;

before(async () => {
  network = await temporaryNetwork();
  trial = await IdentityTrial.begin(network.target, folder, exportKeyId);
});
after(async () => {
  await trial?.close();
  await network?.stop();
  rmSync(folder, { recursive: true });
});

for (const name of identityNames) {
  test(`${identities[name].words}: what it may and may not do, with its real certificate`, {
    timeout: 120_000,
  }, async () => {
    assert.deepEqual(await trial.outcomes(name), expectedOf(name));
  });
}
