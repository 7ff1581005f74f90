import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { outOf, policyEnvelope } from './msp/policy.ts';
import type { TestClient } from './testing/client.ts';
import { startTestNetwork, type TestNetwork, text } from './testing/network.ts';
import { ValidationCode } from './validation/codes.ts';

let network: TestNetwork;
let health: TestClient;
before(async () => {
  network = await startTestNetwork();
  health = network.client('health');
});
after(() => network.close());

function policyOf(...mspIds: string[]): string {
  const principals = mspIds.map((mspId) => ({ mspId, role: 'peer' as const }));
  return Buffer.from(policyEnvelope(outOf(mspIds.length, principals)).serializeBinary()).toString('base64');
}

async function codeWith(organisations: string[], name: string, ...args: string[]): Promise<number> {
  const proposal = { arguments: args, endorsingOrganizations: organisations };
  const submitted = await health.contract.submitAsync(name, proposal);
  return (await submitted.getStatus()).code;
}

const get = async (key: string) => text(await health.contract.evaluateTransaction('get', key));
const policy = async (collection: string, key: string) =>
  text(await health.contract.evaluateTransaction('getPolicy', collection, key));

test('a key with a policy of its own is written under that policy alone, and keeps it', async () => {
  const auditor = policyOf('AuditorMSP');
  await health.contract.submitTransaction('put', 'own', '1');
  assert.equal(await policy('', 'own'), '');
  await health.contract.submitTransaction('setPolicy', '', 'own', auditor);
  assert.equal(await policy('', 'own'), auditor);
  assert.equal(await get('own'), '1');

  const refused = await codeWith(['HealthMSP', 'AuthorityMSP'], 'put', 'own', 'forced');
  assert.equal(refused, ValidationCode.ENDORSEMENT_POLICY_FAILURE);
  assert.equal(await codeWith(['AuditorMSP'], 'put', 'own', '2'), ValidationCode.VALID);
  assert.equal(await get('own'), '2');
  await health.contract.submitTransaction('put', 'own', 'the gateway finds who has to endorse');
  assert.equal(await policy('', 'own'), auditor, 'a write keeps the policy');

  const takenOver = await codeWith(['HealthMSP', 'AuthorityMSP'], 'setPolicy', '', 'own', policyOf('HealthMSP'));
  assert.equal(takenOver, ValidationCode.ENDORSEMENT_POLICY_FAILURE, 'the policy guards itself');
  const deleted = await codeWith(['HealthMSP', 'AuthorityMSP'], 'del', 'own');
  assert.equal(deleted, ValidationCode.ENDORSEMENT_POLICY_FAILURE);
});

test('a delete takes the policy away; a key that is not there gets none', async () => {
  await health.contract.submitTransaction('put', 'deleted', '1');
  await health.contract.submitTransaction('setPolicy', '', 'deleted', policyOf('AuditorMSP'));
  await health.contract.submitTransaction('del', 'deleted');
  assert.equal(await policy('', 'deleted'), '');
  assert.equal(await codeWith(['HealthMSP', 'AuthorityMSP'], 'put', 'deleted', '2'), ValidationCode.VALID);
  await health.contract.submitTransaction('setPolicy', '', 'absent', policyOf('AuditorMSP'));
  assert.equal(await policy('', 'absent'), '');
  assert.equal(await get('absent'), '');
});

test('a policy alone changes the version of its key, and is no entry of its history', async () => {
  await health.contract.submitTransaction('put', 'versioned', '1');
  const append = await health.contract
    .newProposal('append', { arguments: ['versioned', '2'], endorsingOrganizations: ['HealthMSP', 'AuthorityMSP'] })
    .endorse();
  await health.contract.submitTransaction('setPolicy', '', 'versioned', policyOf('HealthMSP', 'AuthorityMSP'));
  const code = (await (await append.submit()).getStatus()).code;
  assert.equal(code, ValidationCode.MVCC_READ_CONFLICT);
  const history: unknown[] = JSON.parse(text(await health.contract.evaluateTransaction('history', 'versioned')));
  assert.equal(history.length, 1);
});

test('private keys too: the value stays readable, and a purge erases it all the same', async () => {
  const mark = 'UNDER-A-POLICY-OF-ITS-OWN'.repeat(20);
  await health.contract.submit('putPrivate', { arguments: ['shared', 'p'], transientData: { value: mark } });
  await health.contract.submitTransaction('setPolicy', 'shared', 'p', policyOf('AuditorMSP'));
  assert.equal(await policy('shared', 'p'), policyOf('AuditorMSP'));
  assert.equal(text(await health.contract.evaluateTransaction('getPrivate', 'shared', 'p')), mark);
  const refused = await codeWith(['HealthMSP', 'AuthorityMSP'], 'delPrivate', 'shared', 'p');
  assert.equal(refused, ValidationCode.ENDORSEMENT_POLICY_FAILURE);
  const files = ['localnet.sqlite', 'localnet.sqlite-wal'].map((name) => path.join(network.dataDir, name));
  const found = (): boolean => files.some((file) => existsSync(file) && readFileSync(file).includes(mark));
  assert.ok(found());
  assert.equal(await codeWith(['AuditorMSP'], 'purgePrivate', 'shared', 'p'), ValidationCode.VALID);
  assert.ok(!found());
  assert.equal(await policy('shared', 'p'), '');
});
