/** One organisation's peer, or the orderer, away while the others go on. */
import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { common } from '@hyperledger/fabric-protos';
import type { Localnet } from './localnet.ts';
import type { TestClient } from './testing/client.ts';
import { gatewayFailure as failure } from './testing/errors.ts';
import { startTestNetwork, type TestNetwork, text } from './testing/network.ts';
import { broadcast } from './testing/nodes.ts';

const MSP_IDS = ['HealthMSP', 'AuthorityMSP', 'AuditorMSP'];
/** Milliseconds: longer than this test takes. */
const NOT_YET = 3_600_000;
const SOON = 300;

const collections = [
  {
    ...{ name: 'sent', policy: "OR('HealthMSP.member', 'AuthorityMSP.member')", requiredPeerCount: 1, maxPeerCount: 1 },
    ...{ blockToLive: 0, memberOnlyRead: true, memberOnlyWrite: true },
  },
];

let network: TestNetwork;
let localnet: Localnet;
let health: TestClient;
before(async () => {
  network = await startTestNetwork({ collections });
  ({ localnet } = network);
  health = network.client('health');
});
afterEach(async () => {
  await Promise.all(MSP_IDS.map((mspId) => localnet.startPeer(mspId)));
  await localnet.startOrderer();
});
after(() => network.close());

const put = (key: string, value = 'v', client = health) => client.contract.submitTransaction('put', key, value);
const endorse = (client: TestClient, endorsingOrganizations?: string[]) =>
  client.contract
    .newProposal('put', { arguments: ['k', 'v'], ...(endorsingOrganizations ? { endorsingOrganizations } : {}) })
    .endorse();
const send = (deadline?: number) =>
  network
    .client('health', 'user', deadline === undefined ? {} : { deadline })
    .contract.newProposal('putPrivate', {
      arguments: ['sent', 'k'],
      transientData: { value: 'v' },
      endorsingOrganizations: ['HealthMSP'],
    })
    .endorse();

test('a peer that is stopped refuses clients; when it is back it has what was committed meanwhile', async () => {
  const auditor = network.client('auditor');
  const followed = await auditor.network.getBlockEvents();
  const first = localnet.height();
  localnet.stopPeer('AuditorMSP');
  await assert.rejects(async () => {
    for await (const _ of followed);
  }, 'a stream from it ends with an error');
  const refused = await failure(network.client('auditor').contract.evaluateTransaction('ping'));
  assert.equal(refused.code, 14);
  assert.match(refused.message, /ECONNREFUSED/);

  const committed = await health.contract.submitAsync('put', { arguments: ['missed', 'v'] });
  assert.equal((await committed.getStatus()).code, 0);
  await localnet.startPeer('AuditorMSP');
  // A client that was there before comes back after a pause of its own.
  const back = network.client('auditor');
  assert.equal(text(await back.contract.evaluateTransaction('get', 'missed')), 'v');
  const asHealth = network.client('auditor', 'user', { as: 'health' });
  const asked = await asHealth.gateway.newCommit(committed.getBytes()).getStatus();
  assert.deepEqual([asked.code, asked.blockNumber], [0, first]);
  const again = await back.network.getBlockEvents({ startBlock: first });
  for await (const block of again) {
    assert.equal(block.getHeader()!.getNumber(), Number(first));
    break;
  }
  again.close();
});

test('a peer that is gone and still listed is tried, and another takes its place', async () => {
  localnet.stopPeer('AuthorityMSP', { noticedAfter: NOT_YET });
  for (let time = 0; time < 6; time += 1) await endorse(health);
  const address = localnet.target.organisations[1]!.endpoint;
  const why = `transport: Error while dialing: dial tcp ${address}: connect: connection refused`;
  const error = await failure(endorse(health, ['AuthorityMSP']));
  assert.deepEqual(error.details, [
    `AuthorityMSP: rpc error: code = Unavailable desc = connection error: desc = "${why}"`,
  ]);
  localnet.stopPeer('AuthorityMSP');
  const noticed = await failure(endorse(health, ['AuthorityMSP']));
  assert.equal(noticed.message, '14 UNAVAILABLE: failed to find any endorsing peers for org(s): AuthorityMSP');
});

test('a peer that nobody has noticed yet serves, and knows nobody', async () => {
  localnet.stopPeer('HealthMSP');
  await localnet.startPeer('HealthMSP', { noticedAfter: NOT_YET });
  assert.equal(text(await health.contract.evaluateTransaction('ping')), 'pong');
  assert.match((await failure(endorse(health))).message, /no peer combination can satisfy the endorsement policy/);
  await localnet.startPeer('HealthMSP');
  await put('known');
});

test('private data that must be sent waits for a member that is gone and still listed', async () => {
  await send();
  localnet.stopPeer('AuthorityMSP', { noticedAfter: NOT_YET });
  assert.ok([1, 4].includes((await failure(send(SOON))).code), 'it waits until the deadline');
  const sent = send();
  await sleep(SOON);
  await localnet.startPeer('AuthorityMSP');
  await sent;
  localnet.stopPeer('AuthorityMSP', { noticedAfter: SOON });
  assert.match((await failure(send())).details[0]!, /to at least 1 peers, but know of only 0 eligible peers$/);
});

test('what a peer was doing when it was stopped does not count', async () => {
  network.chaincode.child.kill('SIGSTOP');
  const endorsed = failure(endorse(health, ['HealthMSP', 'AuthorityMSP']));
  await sleep(4 * SOON);
  localnet.stopPeer('AuthorityMSP');
  network.chaincode.child.kill('SIGCONT');
  assert.deepEqual((await endorsed).details, [
    'AuthorityMSP: rpc error: code = Unavailable desc = error reading from server: EOF',
  ]);
});

test('without the orderer peers answer and endorse; what was endorsed is ordered when it is back', async () => {
  localnet.stopOrderer();
  assert.equal(text(await health.contract.evaluateTransaction('ping')), 'pong');
  const endorsed = await endorse(health);
  const refused = await failure(endorsed.submit());
  assert.equal(refused.message, '14 UNAVAILABLE: no orderers could successfully process transaction');
  assert.match(refused.details[0]!, /connection refused/);
  await assert.rejects(broadcast(localnet.target, [new common.Envelope()]), { code: 14 });
  localnet.startOrderer({ servesAfter: NOT_YET }).catch(() => undefined);
  await assert.rejects(endorsed.submit());
  await localnet.startOrderer({ servesAfter: SOON });
  assert.equal((await (await endorsed.submit()).getStatus()).code, 0);
});

test('a block that cannot be written: no orderer could process the transaction', async () => {
  const endorsed = await endorse(health);
  const holder = new DatabaseSync(path.join(network.dataDir, 'localnet.sqlite'));
  holder.exec('BEGIN IMMEDIATE');
  const refused = await failure(endorsed.submit());
  holder.exec('ROLLBACK');
  holder.close();
  assert.equal(refused.message, '14 UNAVAILABLE: no orderers could successfully process transaction');
  assert.equal(refused.details[0], 'OrdererMSP: the block could not be written');
});

test('a newer order takes the place of one that has not taken effect', async () => {
  localnet.stopPeer('AuthorityMSP', { noticedAfter: SOON });
  const slow = localnet.startPeer('AuthorityMSP', { servesAfter: NOT_YET });
  await Promise.all([assert.rejects(slow, /another order/), localnet.startPeer('AuthorityMSP')]);
  await sleep(2 * SOON);
  await endorse(health, ['AuthorityMSP']);
  assert.throws(() => localnet.stopPeer('NobodyMSP'), /NobodyMSP is no organisation of this network/);
  localnet.stopOrderer();
  const never = localnet.startOrderer({ servesAfter: NOT_YET });
  localnet.stopOrderer();
  await assert.rejects(never, /another order/);
});
