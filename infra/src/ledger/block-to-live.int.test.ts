import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseBlock } from '@tallystick/ledger';
import { noPrivateData } from '../../../chain/ledger/src/block/private-data.ts';
import { membersOf } from '../../../chain/ledger/src/verify/members.ts';
import { chaincodePolicy } from '../../../chain/ledger/src/verify/policy.ts';
import { type Fault, type Pins, Walk } from '../../../chain/ledger/src/verify/walk.ts';
import type { TestClient } from '../../../chain/localnet/src/testing/client.ts';
import { testDefinition } from '../../../chain/localnet/src/testing/definition.ts';
import { startTestNetwork, type TestNetwork } from '../../../chain/localnet/src/testing/network.ts';
import { takeUntil } from '../conformance/wire/blocks.ts';

const short = 'short';
const blockToLive = 2;
const conflict = 11;

/** Reads a private value and writes it anew, longer: the transaction, endorsed and not yet ordered. */
const append = ({ contract }: TestClient, key: string) =>
  contract.newProposal('appendPrivate', { arguments: [short, key], transientData: { value: 'y' } }).endorse();

type Endorsed = Awaited<ReturnType<typeof append>>;
const codeOf = async (endorsed: Endorsed): Promise<number> => (await (await endorsed.submit()).getStatus()).code;

async function put({ contract }: TestClient, key: string): Promise<void> {
  await contract.submit('putPrivate', { arguments: [short, key], transientData: { value: 'x' } });
}

async function blocks({ contract }: TestClient, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await contract.submitTransaction('put', 'tick', String(n));
}

function pinsOf({ localnet }: TestNetwork): Pins {
  const { channel, chaincode, organisations, orderer } = localnet.target;
  const roots = organisations.map(({ mspId, mspRoot }) => [mspId, readFileSync(mspRoot, 'utf8')]);
  return {
    channel,
    members: membersOf(Object.fromEntries(roots)),
    orderers: membersOf({ [orderer.mspId]: readFileSync(orderer.mspRoot, 'utf8') }),
    policies: { chaincode, policy: chaincodePolicy, collections: {}, lifecycle: chaincodePolicy },
  };
}

/** What is wrong with the network's blocks up to the one that holds a transaction. */
async function faultsOf(network: TestNetwork, { network: channel }: TestClient, last: string): Promise<Fault[]> {
  const walk = new Walk(pinsOf(network));
  const faults: Fault[] = [];
  await takeUntil(await channel.getBlockEvents({ startBlock: 0n }), (message) => {
    const bytes = message.serializeBinary();
    const block = parseBlock(bytes);
    faults.push(...walk.check({ block, bytes, privateData: noPrivateData }));
    return block.transactions.some((each) => !('malformed' in each) && each.txId === last);
  });
  return faults;
}

test('values that end by blockToLive are read, and absent, in a verification as at the peers', async (t) => {
  const { collections } = testDefinition('127.0.0.1:1').chaincode;
  const network = await startTestNetwork({
    collections: [...collections, { ...collections[0]!, name: short, blockToLive }],
  });
  t.after(() => network.close());
  const client = network.client('health');

  await put(client, 'last moment');
  const inTime = await append(client, 'last moment');
  await blocks(client, blockToLive);
  assert.equal(await codeOf(inTime), 0, 'the block with which it ends still reads it');

  await put(client, 'ended');
  const late = await append(client, 'ended');
  await blocks(client, blockToLive + 1);
  assert.equal(await codeOf(late), conflict);
  const absent = await append(client, 'ended');
  assert.equal(await codeOf(absent), 0);

  assert.deepEqual(await faultsOf(network, client, absent.getTransactionId()), []);
});
