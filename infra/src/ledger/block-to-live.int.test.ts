import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { EndorseError, Transaction } from '@hyperledger/fabric-gateway';
import { type NetworkTarget, parseBlock } from '@tallystick/ledger';
import { noPrivateData } from '../../../chain/ledger/src/block/private-data.ts';
import { membersOf, type OrganisationRoots } from '../../../chain/ledger/src/verify/members.ts';
import { chaincodePolicy } from '../../../chain/ledger/src/verify/policy.ts';
import { type Fault, type Pins, Walk } from '../../../chain/ledger/src/verify/walk.ts';
import { connectClient, type TestClient } from '../../../chain/localnet/src/testing/client.ts';
import { testDefinition } from '../../../chain/localnet/src/testing/definition.ts';
import { startTestNetwork } from '../../../chain/localnet/src/testing/network.ts';
import { fixtureOnFabric, type Stops } from '../conformance/fixture.ts';
import { takeUntil } from '../conformance/wire/blocks.ts';
import { until } from '../fabric/processes.ts';
import { programsOrSkip, temporaryFabric } from '../fabric/testing/temporary-fabric.ts';
import { readTarget } from '../network/index.ts';

const short = 'short';
const blockToLive = 2;
const conflict = 11;

/**
 * Reads a private value and writes it anew, longer: the transaction, endorsed and not yet ordered. Peers of Fabric that
 * have not come as far as the asked one yet do not agree with it.
 */
async function append({ contract }: TestClient, key: string): Promise<Transaction> {
  const options = { arguments: [short, key], transientData: { value: 'y' } };
  let endorsed: Transaction | undefined;
  await until('peers of one mind', 20, async () => {
    endorsed = await contract
      .newProposal('appendPrivate', options)
      .endorse()
      .catch((error: EndorseError) => {
        if (error.details.some(({ message }) => message === 'ProposalResponsePayloads do not match')) return undefined;
        throw error;
      });
    return endorsed !== undefined;
  });
  return endorsed!;
}

const codeOf = async (endorsed: Transaction): Promise<number> => (await (await endorsed.submit()).getStatus()).code;

/** Writes a private value; its block. */
async function put({ contract }: TestClient, key: string): Promise<bigint> {
  const submitted = await contract.submitAsync('putPrivate', {
    arguments: [short, key],
    transientData: { value: 'x' },
  });
  const { blockNumber, successful } = await submitted.getStatus();
  assert.ok(successful);
  return blockNumber;
}

async function blocks({ contract }: TestClient, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await contract.submitTransaction('put', 'tick', String(n));
}

function pinsOf({ channel, chaincode, organisations, orderer }: NetworkTarget): Pins {
  const rootsOf = (all: readonly { mspId: string; mspRoot: string }[]): OrganisationRoots =>
    Object.fromEntries(all.map(({ mspId, mspRoot }) => [mspId, readFileSync(mspRoot, 'utf8')]));
  return {
    channel,
    members: membersOf(rootsOf(organisations)),
    orderers: membersOf(rootsOf([orderer].flat())),
    policies: { chaincode, policy: chaincodePolicy, collections: {}, lifecycle: chaincodePolicy },
  };
}

/** What is wrong with the network's blocks up to the one that holds a transaction. */
async function faultsOf(target: NetworkTarget, { network }: TestClient, last: string): Promise<Fault[]> {
  const walk = new Walk(pinsOf(target));
  const faults: Fault[] = [];
  await takeUntil(await network.getBlockEvents({ startBlock: 0n }), (message) => {
    const bytes = message.serializeBinary();
    const block = parseBlock(bytes);
    faults.push(...walk.check({ block, bytes, privateData: noPrivateData }));
    return block.transactions.some((each) => !('malformed' in each) && each.txId === last);
  });
  return faults;
}

/** Values that end, read in the last moment, too late, and once they are gone; the first block of it, and the last transaction. */
async function history(client: TestClient): Promise<{ from: bigint; last: string }> {
  const from = await put(client, 'last moment');
  const inTime = await append(client, 'last moment');
  await blocks(client, blockToLive);
  assert.equal(await codeOf(inTime), 0, 'the block with which it ends still reads it');

  await put(client, 'ended');
  const late = await append(client, 'ended');
  await blocks(client, blockToLive + 1);
  assert.equal(await codeOf(late), conflict);
  const absent = await append(client, 'ended');
  assert.equal(await codeOf(absent), 0);
  return { from, last: absent.getTransactionId() };
}

const collection = { ...testDefinition('127.0.0.1:1').chaincode.collections[0]!, name: short, blockToLive };

test('values that end by blockToLive are read, and absent, in a verification as at the peers', async (t) => {
  const { collections } = testDefinition('127.0.0.1:1').chaincode;
  const network = await startTestNetwork({ collections: [...collections, collection] });
  t.after(() => network.close());
  const client = network.client('health');
  const { last } = await history(client);
  assert.deepEqual(await faultsOf(network.localnet.target, client, last), []);
});

test('the same on Hyperledger Fabric', async (t) => {
  const programs = programsOrSkip(t);
  if (programs === undefined) return;
  const { network, say } = await temporaryFabric(t, 'raft-1');
  const stops: Stops = [];
  t.after(async () => {
    for (const stop of stops.reverse()) await stop();
  });
  await network.up(programs, say);
  const target = await fixtureOnFabric(programs, network.layout, readTarget(network.targetFile), stops, [collection]);
  const client = connectClient(target, 'health', 'adapter');
  stops.push(client.close);
  const { from, last } = await history(client);
  // Before it stand transactions of the other chaincode, whose policy these pins do not have.
  const faults = await faultsOf(target, client, last);
  assert.deepEqual(
    faults.filter(({ block }) => block >= from),
    [],
  );
});
