import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Ledger, NetworkTarget } from '@tallystick/ledger';
import { issueRoot, type KeyAndCertificate } from '@tallystick/localnet/certificates';
import { organisations } from '@tallystick/protocol';
import { exportKeyId, type TemporaryNetwork, temporaryNetwork } from '../network/testing/temporary-network.ts';
import { authorityOf, issueFrom, withUser } from '../own-network/issued.ts';
import { Attempts } from './attempts.ts';
import { callNames, expected, type Identity, identities, identityNames } from './table.ts';

const { health, authority } = organisations;
const folder = mkdtempSync(join(tmpdir(), 'tallystick-identities-'));
let network: TemporaryNetwork;
let stranger: KeyAndCertificate;
let attempts: Attempts;

before(async () => {
  network = await temporaryNetwork();
  stranger = await issueRoot('ca.stranger', 'stranger');
  attempts = new Attempts({
    adapter: await network.open(health, 'adapter'),
    proposer: await network.open(authority, 'administrator'),
    exportKeyId,
  });
});
after(async () => {
  await network?.stop();
  rmSync(folder, { recursive: true });
});

/** The target with an organisation that the network does not know, at the Authority's peer. */
function targetWith(mspId: string, user: { certificate: string; key: string }): NetworkTarget {
  const { target } = network;
  if (target.organisations.some((each) => each.mspId === mspId)) return withUser(target, mspId, 'own', user);
  const home = target.organisations.find((each) => each.mspId === authority)!;
  return { ...target, organisations: [...target.organisations, { ...home, mspId, users: { own: user } }] };
}

async function ledgerOf(name: string, { mspId, attributes, issuer }: Identity): Promise<Ledger> {
  const authorityKey = issuer === 'stranger' ? stranger : authorityOf(network.target, mspId);
  const pair = await issueFrom(authorityKey, { attributes });
  const user = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) };
  writeFileSync(user.certificate, pair.certificate);
  writeFileSync(user.key, pair.key);
  return network.open(mspId, 'own', targetWith(mspId, user));
}

for (const name of identityNames) {
  test(`${identities[name].words}: what it may and may not do, with its real certificate`, {
    timeout: 60_000,
  }, async () => {
    const ledger = await ledgerOf(name, identities[name]);
    const outcomes: Record<string, string> = {};
    for (const call of callNames) outcomes[call] = await attempts.outcome(call, ledger);
    assert.deepEqual(outcomes, Object.fromEntries(callNames.map((call) => [call, expected(name, call)])));
  });
}
