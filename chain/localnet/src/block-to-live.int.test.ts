import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { ledger } from '@hyperledger/fabric-protos';
import { startLocalnet } from './localnet.ts';
import { outOf, policyEnvelope } from './msp/policy.ts';
import { connectClient, type TestClient } from './testing/client.ts';
import { testDefinition } from './testing/definition.ts';
import { startTestNetwork, type TestNetwork, text } from './testing/network.ts';
import { ValidationCode } from './validation/codes.ts';

const ALL = "OR('HealthMSP.member', 'AuthorityMSP.member', 'AuditorMSP.member')";
const SHORT = 'short';
const [LIVES, FOR_EVER] = [2, 'shared'];

let network: TestNetwork;
let health: TestClient;
before(async () => {
  const { collections } = testDefinition('127.0.0.1:1').chaincode;
  const short = { ...collections[0]!, name: SHORT, policy: ALL, blockToLive: LIVES };
  network = await startTestNetwork({ collections: [...collections, short] });
  health = network.client('health');
});
after(() => network.close());

/** Writes a private value; its block. */
async function put(key: string, value: string, more = {}): Promise<bigint> {
  const options = { arguments: [SHORT, key], transientData: { value }, ...more };
  const submitted = await health.contract.submitAsync('putPrivate', options);
  return (await submitted.getStatus()).blockNumber;
}

async function blocks(count: number, client = health): Promise<void> {
  for (let n = 0; n < count; n += 1) await client.contract.submitTransaction('put', 'tick', String(n));
}

const evaluate = async (name: string, ...args: string[]) =>
  text(await health.contract.evaluateTransaction(name, ...args));
const value = (key: string) => evaluate('getPrivate', SHORT, key);
const hash = (key: string) => evaluate('getPrivateHash', SHORT, key);

/** Whether the data file, or its log, holds a text. */
function onDisk(mark: string): boolean {
  const files = ['localnet.sqlite', 'localnet.sqlite-wal'].map((name) => path.join(network.dataDir, name));
  return files.some((file) => existsSync(file) && readFileSync(file).includes(mark));
}

/** The collections whose private writes come with a block. */
async function delivered(block: bigint): Promise<string[]> {
  const events = await health.network.getBlockAndPrivateDataEvents({ startBlock: block });
  try {
    for await (const event of events) {
      const sets = [...event.getPrivateDataMapMap().entries()] as [number, ledger.rwset.TxPvtReadWriteSet][];
      const namespaces = sets.flatMap(([, set]) => set.getNsPvtRwsetList());
      return namespaces.flatMap((each) => each.getCollectionPvtRwsetList().map((set) => set.getCollectionName()));
    }
    return assert.fail('no block');
  } finally {
    events.close();
  }
}

test('a value lives for its blocks; then it is gone from reads, ranges, deliveries and the file, and so is its hash', async () => {
  const mark = 'SHORT-LIVED-MARK'.repeat(50);
  const block = await put('k', mark);
  await blocks(LIVES);
  assert.equal(await value('k'), mark);
  assert.notEqual(await hash('k'), '');
  assert.deepEqual(await delivered(block), [SHORT]);
  assert.ok(onDisk(mark));
  await blocks(1);
  assert.equal(await value('k'), '');
  assert.equal(await hash('k'), '');
  assert.equal(await evaluate('rangePrivate', SHORT, '', ''), '[]');
  assert.deepEqual(await delivered(block), [], 'the entry is missing altogether');
  assert.ok(!onDisk(mark));
});

test('a value that was written again lives from then on', async () => {
  await put('again', 'first');
  await blocks(1);
  await put('again', 'second');
  await blocks(LIVES);
  assert.equal(await value('again'), 'second');
  await blocks(1);
  assert.equal(await value('again'), '');
});

test('a value written in the very block in which its predecessor ends stays', async () => {
  await put('relay', 'first');
  await blocks(LIVES);
  await put('relay', 'second');
  assert.equal(await value('relay'), 'second');
});

test('what read a value that has ended since conflicts; an absence that was read stays one', async () => {
  await put('read', 'x');
  const read = () =>
    health.contract
      .newProposal('appendPrivate', { arguments: [SHORT, 'read'], transientData: { value: 'y' } })
      .endorse();
  const before = await read();
  await blocks(LIVES + 1);
  assert.equal((await (await before.submit()).getStatus()).code, ValidationCode.MVCC_READ_CONFLICT);
  const absent = await read();
  assert.equal((await (await absent.submit()).getStatus()).code, ValidationCode.VALID);
  assert.equal(await value('read'), 'y');
});

test('an invalid transaction’s plaintext goes too, and takes no valid value with it', async () => {
  const mark = 'NEVER-VALID-MARK'.repeat(20);
  await blocks(1);
  await put('kept', 'kept');
  const block = await put('kept', mark, { endorsingOrganizations: ['HealthMSP'] });
  assert.deepEqual(await delivered(block), [SHORT]);
  await blocks(1);
  assert.equal(await value('kept'), 'kept');
  await blocks(2);
  assert.deepEqual([await delivered(block), onDisk(mark), await value('kept')], [[], false, '']);
});

test('a key’s own policy ends with its value, and gives it no longer life', async () => {
  const auditor = policyEnvelope(outOf(1, [{ mspId: 'AuditorMSP', role: 'peer' }])).serializeBinary();
  await put('guarded', 'x');
  await health.contract.submitTransaction('setPolicy', SHORT, 'guarded', Buffer.from(auditor).toString('base64'));
  assert.equal(await value('guarded'), 'x');
  await blocks(LIVES);
  assert.deepEqual([await value('guarded'), await evaluate('getPolicy', SHORT, 'guarded')], ['', '']);
});

test('a purge may come first, and other collections keep their values', async () => {
  await put('purged', 'x');
  await health.contract.submit('putPrivate', { arguments: [FOR_EVER, 'stays'], transientData: { value: 'for ever' } });
  await health.contract.submitTransaction('purgePrivate', SHORT, 'purged');
  await blocks(LIVES + 1);
  assert.equal(await value('purged'), '');
  assert.equal(await evaluate('getPrivate', FOR_EVER, 'stays'), 'for ever');
});

test('the end comes after a restart too, and at the time that was set when the value was written', async (t) => {
  const mark = 'ACROSS-A-RESTART'.repeat(20);
  await put('late', mark);
  await network.localnet.close();
  const definition = structuredClone(network.definition);
  definition.chaincode.collections.at(-1)!.blockToLive = 1_000;
  // The changed definition is committed in a block of its own.
  const again = await startLocalnet({ definition, dataDir: network.dataDir });
  const client = connectClient(again.target, 'health');
  t.after(async () => {
    client.close();
    await again.close();
  });
  assert.ok(onDisk(mark));
  await blocks(LIVES, client);
  assert.equal(text(await client.contract.evaluateTransaction('getPrivate', SHORT, 'late')), '');
  assert.ok(!onDisk(mark));
});
