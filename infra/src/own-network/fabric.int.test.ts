import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ledgerConfiguration, openLedger } from '@tallystick/ledger';
import { organisations } from '@tallystick/protocol';
import { reset } from '../fabric/network.ts';
import { type FabricNetwork, fabricNetwork } from '../fabric/ours.ts';
import { type FabricPrograms, findPrograms } from '../fabric/programs.ts';
import { expectedOf, identityNames } from '../identities/table.ts';
import { IdentityTrial } from '../identities/try-all.ts';
import { bootstrapPolicies, readTarget } from '../network/index.ts';
import { anchor } from '../network/testing/requests.ts';
import { exportKeyId, followUntil } from '../network/testing/temporary-network.ts';
import { profileOf } from './profile-of.ts';
import { renewUnderLoad } from './renewal-under-load.ts';

/** Fabric's programs, or why there are none. */
function programsOrReason(): FabricPrograms | string {
  try {
    return findPrograms();
  } catch (error) {
    return (error as Error).message.split('\n')[0]!;
  }
}

let folder: string | undefined;
let network: FabricNetwork | undefined;
after(async () => {
  if (network !== undefined) await reset(network.layout);
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

test('on Hyperledger Fabric: profile, identities and renewal', { timeout: 240_000 }, async (t) => {
  const programs = programsOrReason();
  if (typeof programs === 'string') return t.skip(programs);
  const home = mkdtempSync(join(tmpdir(), 'tallystick-own-fabric-'));
  folder = home;
  const sub = (name: string): string => {
    mkdirSync(join(home, name));
    return join(home, name);
  };
  network = fabricNetwork({ dataDir: home, portBase: 12_000 + 50 * randomInt(380), ordering: 'raft-1' });
  await network.up(programs, () => undefined);
  const target = readTarget(network.targetFile);
  await bootstrapPolicies(target, { exportKey: { keyId: exportKeyId, publicKey: `04${'5a'.repeat(64)}` } });

  await t.test('a connection profile leads to it', async () => {
    const { config, faults } = ledgerConfiguration(profileOf(target, organisations.authority, 'api', sub('profile')));
    assert.deepEqual(faults, []);
    const ledger = await openLedger(config!);
    try {
      const { block } = await ledger.submit(anchor());
      await followUntil(ledger, 0, ({ number }) => number === block);
    } finally {
      await ledger.close();
    }
  });

  await t.test('the contract answers each identity as the table says', async () => {
    const trial = await IdentityTrial.begin(target, sub('identities'), exportKeyId);
    try {
      for (const name of identityNames) assert.deepEqual(await trial.outcomes(name), expectedOf(name), name);
    } finally {
      await trial.close();
    }
  });

  await t.test('certificates and TLS roots are replaced under load', () => renewUnderLoad(target, sub('renewal')));
});
