import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { CommitError } from '@hyperledger/fabric-gateway';
import { common, type ledger } from '@hyperledger/fabric-protos';
import { parsePrivateWrites } from './ledger/read-write-set.ts';
import { sha256 } from './protoutil/hash.ts';
import type { TestClient } from './testing/client.ts';
import { failure, gatewayFailure } from './testing/errors.ts';
import { startTestNetwork, type TestNetwork, text } from './testing/network.ts';
import { ValidationCode } from './validation/codes.ts';

let network: TestNetwork;
let health: TestClient;
let authority: TestClient;
let auditor: TestClient;
before(async () => {
  network = await startTestNetwork();
  [health, authority, auditor] = [network.client('health'), network.client('authority'), network.client('auditor')];
});
after(() => network.close());

function putPrivate(
  client: TestClient,
  collection: string,
  key: string,
  value: string,
  more = {},
): Promise<Uint8Array> {
  return client.contract.submit('putPrivate', { arguments: [collection, key], transientData: { value }, ...more });
}

/** The private writes beside a block, as a client sees them: `collection/key=value`. */
async function privateWrites(client: TestClient, block: bigint): Promise<string[]> {
  const events = await client.network.getBlockAndPrivateDataEvents({ startBlock: block });
  try {
    for await (const event of events) {
      const sets = event.getPrivateDataMapMap().entries();
      return [...sets].flatMap(([, set]: [number, ledger.rwset.TxPvtReadWriteSet]) =>
        set.getNsPvtRwsetList().flatMap((namespace) =>
          namespace.getCollectionPvtRwsetList().flatMap((collection) => {
            const writes = parsePrivateWrites(collection.getRwset_asU8());
            const lines = writes.map(({ key, value }) => `${key}=${value ? text(value) : '(deleted)'}`);
            return lines.length > 0
              ? lines.map((line) => `${collection.getCollectionName()}/${line}`)
              : [`${collection.getCollectionName()}/`];
          }),
        ),
      );
    }
    return assert.fail('no block');
  } finally {
    events.close();
  }
}

function lastBlock(): bigint {
  return network.localnet.height() - 1n;
}

/** The organisations that endorsed the only transaction of a block. */
async function endorsersOf(block: bigint): Promise<string[]> {
  const { peer, msp } = await import('@hyperledger/fabric-protos');
  const events = await health.network.getBlockEvents({ startBlock: block });
  try {
    for await (const event of events) {
      const [envelope] = event.getData()!.getDataList_asU8();
      const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope!).getPayload_asU8());
      const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
      const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action!.getPayload_asU8()).getAction()!;
      return endorsed
        .getEndorsementsList()
        .map((each) => msp.SerializedIdentity.deserializeBinary(each.getEndorser_asU8()).getMspid())
        .sort();
    }
    return assert.fail('no block');
  } finally {
    events.close();
  }
}

test('members read the value, everybody else its hash only', async () => {
  await putPrivate(authority, 'keys', 'k1', 'a very secret key');
  assert.deepEqual(await endorsersOf(lastBlock()), ['AuditorMSP', 'AuthorityMSP']);
  const hash = sha256('a very secret key').toString('hex');
  for (const client of [health, authority, auditor]) {
    assert.equal(text(await client.contract.evaluateTransaction('getPrivateHash', 'keys', 'k1')), hash);
  }
  assert.equal(text(await auditor.contract.evaluateTransaction('getPrivate', 'keys', 'k1')), 'a very secret key');
  const denied = await gatewayFailure(health.contract.evaluateTransaction('getPrivate', 'keys', 'k1'));
  assert.match(
    denied.message,
    /tx creator does not have read access permission on privatedata in chaincodeName:fixture collectionName: keys$/,
  );
});

test('a member at a peer outside the collection gets no value', async () => {
  const options = { arguments: ['keys', 'k1'], endorsingOrganizations: ['HealthMSP'] };
  const { message } = await gatewayFailure(authority.contract.evaluate('getPrivate', options));
  assert.match(
    message,
    /private data matching public hash version is not available\. Public hash version = \{BlockNum: \d+, TxNum: 0\}, Private data version = <nil>$/,
  );
  const range = { arguments: ['keys', '', ''], endorsingOrganizations: ['HealthMSP'] };
  assert.equal(text(await authority.contract.evaluate('rangePrivate', range)), '[]');
  assert.equal(
    text(await authority.contract.evaluateTransaction('rangePrivate', 'keys', '', '')),
    '["k1=a very secret key"]',
  );
});

test('a client outside the collection must not write', async () => {
  const { details } = await gatewayFailure(putPrivate(health, 'keys', 'k2', 'x'));
  assert.match(
    details[0]!,
    /PUT_STATE failed: .*: tx creator does not have write access permission on privatedata in chaincodeName:fixture collectionName: keys$/,
  );
});

test('blocks bring private data to members, from members’ peers', async () => {
  await putPrivate(authority, 'keys', 'delivered', 'for two');
  const block = lastBlock();
  assert.deepEqual(await privateWrites(authority, block), ['keys/delivered=for two']);
  assert.deepEqual(await privateWrites(auditor, block), ['keys/delivered=for two']);
  assert.deepEqual(await privateWrites(health, block), []);
  assert.deepEqual(await privateWrites(network.client('health', 'user', { as: 'authority' }), block), []);
  assert.deepEqual(await privateWrites(network.client('authority', 'user', { as: 'health' }), block), []);
});

test('a collection of one, a policy of two: refused with transient data, unless organisations are named', async () => {
  const { code, message } = await gatewayFailure(putPrivate(health, 'healthOnly', 'h1', 'x'));
  assert.equal(code, 9);
  assert.match(
    message,
    /requires endorsement from organisation\(s\) that are not in the distribution policy of the private data collection\(s\): \[healthOnly\]; retry specifying trusted endorsing organizations to protect transient data$/,
  );
  const named = { endorsingOrganizations: ['HealthMSP', 'AuthorityMSP'] };
  await putPrivate(health, 'healthOnly', 'h1', 'x', named);
  assert.equal(text(await health.contract.evaluateTransaction('getPrivate', 'healthOnly', 'h1')), 'x');
});

test('a collection’s own policy binds its keys from the first write on', async () => {
  await putPrivate(health, 'records', 'r1', 'by two');
  const endorsers = await endorsersOf(lastBlock());
  assert.equal(endorsers.length, 2);
  assert.ok(endorsers.includes('HealthMSP'));
  const without = { endorsingOrganizations: ['AuthorityMSP', 'AuditorMSP'] };
  const error = (await failure(putPrivate(authority, 'records', 'r2', 'x', without))) as CommitError;
  assert.equal(error.code, ValidationCode.ENDORSEMENT_POLICY_FAILURE);
  assert.equal(text(await health.contract.evaluateTransaction('getPrivateHash', 'records', 'r2')), '');
  assert.deepEqual(await privateWrites(authority, lastBlock()), ['records/r2=x'], 'an invalid one is delivered too');
});

test('private reads are checked by version, across blocks and within one', async () => {
  await putPrivate(health, 'shared', 'v', '1');
  const append = (value: string) =>
    health.contract.newProposal('appendPrivate', { arguments: ['shared', 'v'], transientData: { value } }).endorse();
  const [first, second] = [await append('2'), await append('3')];
  const codes = await Promise.all(
    [first, second].map(async (transaction) => (await (await transaction.submit()).getStatus()).code),
  );
  assert.deepEqual(codes.sort(), [ValidationCode.VALID, ValidationCode.MVCC_READ_CONFLICT]);
});

test('a private range and a write exclude each other', async () => {
  const { message } = await gatewayFailure(
    health.contract.submitTransaction('rangePrivateThenPut', 'shared', 'x'),
  ).then(({ details }) => ({ message: details[0]! }));
  assert.match(message, /unsuppored transaction\. Transaction has already performed queries on pvt data/);
});

test('a delete hides the value, an unknown collection is named', async () => {
  await putPrivate(health, 'shared', 'd', 'gone soon');
  await health.contract.submitTransaction('delPrivate', 'shared', 'd');
  assert.equal(text(await health.contract.evaluateTransaction('getPrivate', 'shared', 'd')), '');
  const { message } = await gatewayFailure(health.contract.evaluateTransaction('getPrivate', 'nope', 'd'));
  assert.match(message, /collection testing\/fixture\/nope could not be found$/);
});

test('after a purge neither the file nor its log holds any version of the value; hashes stay', async () => {
  const marks = ['PURGED-MARK-ONE', 'PURGED-MARK-TWO', 'PURGED-MARK-PENDING'];
  const values = marks.map((mark) => mark.repeat(400));
  await putPrivate(authority, 'keys', 'doomed', values[0]!);
  const firstBlock = lastBlock();
  await putPrivate(authority, 'keys', 'doomed', values[1]!);
  await putPrivate(authority, 'keys', 'doomed-not', 'stays: KEPT-MARK');
  // Endorsed and never ordered: waits in the transient store.
  await authority.contract
    .newProposal('putPrivate', { arguments: ['keys', 'doomed'], transientData: { value: values[2]! } })
    .endorse();
  const files = ['localnet.sqlite', 'localnet.sqlite-wal'].map((name) => path.join(network.dataDir, name));
  const found = (mark: string): boolean => files.some((file) => existsSync(file) && readFileSync(file).includes(mark));
  assert.deepEqual(marks.map(found), [true, true, true], 'the test looks at the right files');
  assert.deepEqual(await privateWrites(authority, firstBlock), [`keys/doomed=${values[0]}`]);

  // Health holds no plaintext and may take part all the same.
  await authority.contract.submit('purgePrivate', {
    arguments: ['keys', 'doomed'],
    endorsingOrganizations: ['HealthMSP', 'AuthorityMSP'],
  });
  assert.deepEqual(marks.map(found), [false, false, false]);
  assert.ok(found('KEPT-MARK'));
  assert.equal(text(await authority.contract.evaluateTransaction('getPrivate', 'keys', 'doomed')), '');
  assert.deepEqual(await privateWrites(authority, firstBlock), ['keys/'], 'the entry stays, without the write');
  assert.equal(
    text(await auditor.contract.evaluateTransaction('getPrivate', 'keys', 'doomed-not')),
    'stays: KEPT-MARK',
  );

  await putPrivate(authority, 'keys', 'doomed', 'written again');
  assert.equal(text(await auditor.contract.evaluateTransaction('getPrivate', 'keys', 'doomed')), 'written again');
});

test('transient data stays with the own organisation on evaluate', async () => {
  const options = { transientData: { one: 'x', two: 'y' } };
  assert.equal(text(await health.contract.evaluate('transientNames', options)), 'one,two');
});
