import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { checkpointers } from '@hyperledger/fabric-gateway';
import { common, msp, type peer } from '@hyperledger/fabric-protos';
import { verify } from './msp/ecdsa.ts';
import { Membership } from './msp/msp.ts';
import { transactionsOf } from './peer/block-reader.ts';
import { blockDataHash, blockHeaderDer, blockHeaderHash } from './protoutil/hash.ts';
import { organisationOf, type TestClient } from './testing/client.ts';
import { failure } from './testing/errors.ts';
import { startTestNetwork, type TestNetwork } from './testing/network.ts';

let network: TestNetwork;
let health: TestClient;
before(async () => {
  network = await startTestNetwork();
  health = network.client('health');
  for (let i = 0; i < 5; i += 1) await health.contract.submitTransaction('put', 'k', String(i));
});
after(() => network.close());

type Events<T> = AsyncIterable<T> & { close(): void };

async function take<T>(events: Events<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  for await (const event of events) {
    taken.push(event);
    if (taken.length === count) break;
  }
  events.close();
  return taken;
}

function numbers(blocks: common.Block[]): number[] {
  return blocks.map((block) => block.getHeader()!.getNumber());
}

test('localnet’s own blocks pass the checks that Fabric’s pass', async () => {
  const height = Number(network.localnet.height());
  const blocks = await take(await health.network.getBlockEvents({ startBlock: 0n }), height);
  const { organisations, orderer } = network.localnet.target;
  const roots = [...organisations, orderer].map(({ mspId, mspRoot }) => [mspId, readFileSync(mspRoot, 'utf8')]);
  const membership = new Membership(Object.fromEntries(roots) as Record<string, string>);
  let previous: Buffer = Buffer.alloc(0);
  for (const [number, block] of blocks.entries()) {
    const header = block.getHeader()!;
    const metadata = block.getMetadata()!.getMetadataList_asU8();
    assert.equal(header.getNumber(), number);
    assert.deepEqual(Buffer.from(header.getPreviousHash_asU8()), previous);
    assert.deepEqual(Buffer.from(header.getDataHash_asU8()), blockDataHash(block.getData()!.getDataList_asU8()));
    assert.equal(metadata.length, 5);
    assert.deepEqual([metadata[1]!.length, metadata[3]!.length, metadata[4]!.length], [0, 0, number === 0 ? 0 : 34]);
    assert.deepEqual([...metadata[2]!], [0]);
    const der = blockHeaderDer(BigInt(number), previous, header.getDataHash_asU8());
    const signatures = common.Metadata.deserializeBinary(metadata[0]!);
    assert.equal(signatures.getSignaturesList().length, number === 0 ? 0 : 1);
    for (const signature of signatures.getSignaturesList()) {
      const signatureHeader = signature.getSignatureHeader_asU8();
      const identity = membership.identity(common.SignatureHeader.deserializeBinary(signatureHeader).getCreator_asU8());
      assert.deepEqual([identity?.mspId, identity?.role], ['OrdererMSP', 'orderer']);
      const signed = Buffer.concat([signatures.getValue_asU8(), signatureHeader, der]);
      assert.ok(verify(identity!.publicKey, signed, signature.getSignature_asU8()));
    }
    previous = blockHeaderHash(BigInt(number), header.getPreviousHash_asU8(), header.getDataHash_asU8());
  }
});

test('block 0 is the configuration: it holds the root certificates of every organisation', async () => {
  const [genesis] = await take(await health.network.getBlockEvents({ startBlock: 0n }), 1);
  const [transaction] = transactionsOf(genesis!.serializeBinary());
  assert.equal(transaction!.type, common.HeaderType.CONFIG);
  const payload = common.Payload.deserializeBinary(
    common.Envelope.deserializeBinary(transaction!.envelope).getPayload_asU8(),
  );
  const channel = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig()!.getChannelGroup()!;
  const application = channel.getGroupsMap().get('Application')!;
  for (const { mspId, mspRoot } of network.localnet.target.organisations) {
    const value = application.getGroupsMap().get(mspId)!.getValuesMap().get('MSP')!.getValue_asU8();
    const config = msp.FabricMSPConfig.deserializeBinary(msp.MSPConfig.deserializeBinary(value).getConfig_asU8());
    assert.equal(config.getName(), mspId);
    assert.deepEqual(
      config.getRootCertsList_asU8().map((pem) => Buffer.from(pem)),
      [readFileSync(mspRoot)],
    );
    assert.equal(config.getFabricNodeOus()!.getEnable(), true);
  }
  const ordering = channel.getGroupsMap().get('Orderer')!.getGroupsMap();
  assert.ok(ordering.has('OrdererMSP'));
});

test('a follower goes on from its checkpoint, and waits for the next block', async () => {
  const checkpointer = checkpointers.inMemory();
  const first = await health.network.getBlockEvents({ startBlock: 2n, checkpoint: checkpointer });
  const seen: number[] = [];
  for await (const block of first) {
    seen.push(block.getHeader()!.getNumber());
    await checkpointer.checkpointBlock(BigInt(block.getHeader()!.getNumber()));
    if (seen.length === 2) break;
  }
  first.close();
  const height = Number(network.localnet.height());
  const second = await health.network.getBlockEvents({ checkpoint: checkpointer });
  const rest = take(second, height - 4 + 1);
  await health.contract.submitTransaction('put', 'k', 'next');
  const expected = Array.from({ length: height + 1 - 2 }, (_, i) => i + 2);
  assert.deepEqual([...seen, ...numbers(await rest)], expected);
});

test('a start at the height waits, one beyond it fails at once; a stranger is forbidden', async () => {
  const height = network.localnet.height();
  const waiting = take(await health.network.getBlockEvents({ startBlock: height }), 1);
  await health.contract.submitTransaction('put', 'k', 'wait');
  assert.deepEqual(numbers(await waiting), [Number(height)]);
  const beyond = await health.network.getBlockEvents({ startBlock: network.localnet.height() + 1n });
  assert.match(String(await failure(take(beyond, 1))), /Unexpected status response: 404/);
  const credentials = organisationOf(network.localnet.target, 'auditor').users.user!;
  const stranger = network.client('health', 'user', { credentials });
  const forbidden = await stranger.network.getBlockEvents({ startBlock: 0n });
  assert.match(String(await failure(take(forbidden, 1))), /Unexpected status response: 403/);
});

test('filtered blocks name transactions and events without payload', async () => {
  const start = network.localnet.height();
  await health.contract.submitTransaction('event', 'Happened', 'payload');
  const [block] = await take<peer.FilteredBlock>(await health.network.getFilteredBlockEvents({ startBlock: start }), 1);
  const [transaction] = block!.getFilteredTransactionsList();
  assert.match(transaction!.getTxid(), /^[0-9a-f]{64}$/);
  const [action] = transaction!.getTransactionActions()!.getChaincodeActionsList();
  assert.equal(action!.getChaincodeEvent()!.getEventName(), 'Happened');
  assert.equal(action!.getChaincodeEvent()!.getPayload_asU8().length, 0);
});

test('chaincode events are those of valid transactions, from any block on', async () => {
  const start = network.localnet.height();
  for (const n of ['1', '2']) await health.contract.submitTransaction('event', 'Counted', n);
  const denied = { arguments: ['Counted', 'invalid'], endorsingOrganizations: ['HealthMSP'] };
  await failure(health.contract.submit('event', denied));
  await health.contract.submitTransaction('event', 'Counted', '3');
  const events = await health.network.getChaincodeEvents('fixture', { startBlock: start });
  const payloads = (await take(events, 3)).map(({ payload }) => Buffer.from(payload).toString());
  assert.deepEqual(payloads, ['1', '2', '3']);
});

test('a follower that stops reading does not hold up another', async () => {
  const idle = await health.network.getBlockEvents({ startBlock: 0n });
  const reader = idle[Symbol.asyncIterator]();
  await reader.next();
  const other = network.client('authority');
  const active = take(await other.network.getBlockEvents({ startBlock: 0n }), Number(network.localnet.height()) + 20);
  for (let i = 0; i < 20; i += 1) await health.contract.submitTransaction('put', 'busy', 'x'.repeat(20_000));
  assert.equal((await active).length, Number(network.localnet.height()));
  // The client ends the stream: what it had read ahead still comes, then its own cancellation.
  idle.close();
  const drain = async (): Promise<void> => {
    while (!(await reader.next()).done);
  };
  assert.match(String(await failure(drain())), /CANCELLED/);
});
