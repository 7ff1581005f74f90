import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ProposalOptions } from '@hyperledger/fabric-gateway';
import { common, gateway, peer } from '@hyperledger/fabric-protos';
import fc from 'fast-check';
import { startLocalnet } from './localnet.ts';
import { connectClient, type TestClient } from './testing/client.ts';
import { damage } from './testing/mutation.ts';
import { startTestNetwork, type TestNetwork, text } from './testing/network.ts';
import { broadcast } from './testing/nodes.ts';
import { submitRaw, submitTogether } from './testing/raw.ts';
import { DEPTHS, Sealer } from './testing/sealed.ts';
import { ValidationCode } from './validation/codes.ts';

/** Batches of damaged envelopes, and how many there are in one. */
const [RUNS, EACH] = [40, 3];
/** Entries without content: what a small message may claim to hold. */
const MANY = 4_000_000;
/** Good transactions around a bad one, and how often it is tried to have them in one block. */
const [COMPANY, ATTEMPTS] = [12, 20];

let network: TestNetwork;
let health: TestClient;
let sealer: Sealer;
before(async () => {
  network = await startTestNetwork();
  health = network.client('health');
  sealer = new Sealer(network);
  await health.contract.submitTransaction('putMany', 'range', '5');
});
after(() => network.close());

const CALLS: [string, ProposalOptions][] = [
  ['put', { arguments: ['damaged', 'x'] }],
  ['event', { arguments: ['Damaged', 'payload'] }],
  ['rangeThenPut', { arguments: ['range', 'rangf', 'sum'] }],
  ['putPrivate', { arguments: ['shared', 'damaged'], transientData: { value: 'private' } }],
  ['append', { arguments: ['appended', 'x'] }],
  ['del', { arguments: ['damaged'] }],
  ['purgePrivate', { arguments: ['shared', 'damaged'] }],
];

/** Endorsed transactions of every kind, in turn. */
function prepared(count: number): Promise<Uint8Array[]> {
  const calls = Array.from({ length: count }, (_, n) => CALLS[n % CALLS.length]!);
  return Promise.all(
    calls.map(async ([name, options]) => (await health.contract.newProposal(name, options).endorse()).getBytes()),
  );
}

function envelopeOf(bytes: Uint8Array): common.Envelope {
  return gateway.PreparedTransaction.deserializeBinary(bytes).getEnvelope()!;
}

/** Sends an envelope; whether it was ordered is not the question. */
async function send(envelope: common.Envelope, byBroadcast = false): Promise<void> {
  const { target } = network.localnet;
  await (byBroadcast ? broadcast(target, [envelope]) : submitRaw(target, envelope)).catch(() => undefined);
}

type Stream<T> = AsyncIterable<T> & { close(): void };

/** Reads a stream until its last block, and gives its blocks' numbers. */
async function numbers<T>(
  stream: Promise<Stream<T>>,
  height: bigint,
  numberOf: (item: T) => number,
): Promise<number[]> {
  const open = await stream;
  const found: number[] = [];
  try {
    for await (const item of open) if (found.push(numberOf(item)) === Number(height)) break;
    return found;
  } finally {
    open.close();
  }
}

/** A good transaction commits, and every delivery from block 0 on is whole, at each organisation's peer. */
async function goodFrom(clients: TestClient[], height: () => bigint): Promise<void> {
  for (const { contract, network: channel } of clients) {
    assert.equal(text(await contract.submitTransaction('put', 'good', 'good')), 'ok');
    const [all, start] = [Array.from({ length: Number(height()) }, (_, n) => n), { startBlock: 0n }];
    const at = height();
    assert.deepEqual(await numbers(channel.getBlockEvents(start), at, (block) => block.getHeader()!.getNumber()), all);
    assert.deepEqual(await numbers(channel.getFilteredBlockEvents(start), at, (block) => block.getNumber()), all);
    const beside = channel.getBlockAndPrivateDataEvents(start);
    assert.deepEqual(await numbers(beside, at, (each) => each.getBlock()!.getHeader()!.getNumber()), all);
  }
  const [{ contract, network: channel }] = clients as [TestClient];
  await contract.submitTransaction('event', 'Last', 'x');
  const events = await channel.getChaincodeEvents('fixture', { startBlock: 0n });
  for await (const { eventName } of events) if (eventName === 'Last') break;
  events.close();
  for (const call of [
    contract.evaluateTransaction('range', '', ''),
    contract.evaluateTransaction('history', 'damaged'),
  ]) {
    assert.ok(Array.isArray(JSON.parse(text(await call))));
  }
}

/** How often each code stands in the blocks from a height on. */
async function codesFrom(start: bigint): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const last = Number(network.localnet.height()) - 1;
  const blocks = await health.network.getBlockEvents({ startBlock: start });
  for await (const block of blocks) {
    for (const code of block.getMetadata()!.getMetadataList_asU8()[2]!) counts[code] = (counts[code] ?? 0) + 1;
    if (block.getHeader()!.getNumber() === last) break;
  }
  blocks.close();
  return counts;
}

const everybody = () => [health, network.client('authority'), network.client('auditor')];

test('damaged anywhere, under whatever signatures, envelopes stop, stall and spoil nothing', async (t) => {
  const batch = fc.record({
    each: fc.array(
      fc.record({
        depth: fc.constantFrom(...DEPTHS),
        damages: fc.array(damage, { minLength: 1, maxLength: 2 }),
        byBroadcast: fc.boolean(),
      }),
      { minLength: EACH, maxLength: EACH },
    ),
  });
  const before = network.localnet.height();
  await fc.assert(
    fc.asyncProperty(batch, async ({ each }) => {
      const bad = await prepared(each.length);
      const good = await health.contract.newProposal('put', { arguments: ['beside', 'x'] }).endorse();
      const sent = each.map(({ depth, damages, byBroadcast }, index) =>
        send(sealer.envelope(bad[index]!, depth, damages), byBroadcast),
      );
      const submitted = await good.submit();
      await Promise.all(sent);
      assert.equal((await submitted.getStatus()).code, ValidationCode.VALID);
    }),
    { numRuns: RUNS },
  );
  const codes = await codesFrom(before);
  t.diagnostic(`${RUNS * EACH} damaged envelopes sent; codes of what was ordered: ${JSON.stringify(codes)}`);
  assert.ok(Object.keys(codes).length > 4, 'the damage reaches many checks');
  await goodFrom(everybody(), network.localnet.height);
});

/** Submits it with good ones over one connection, until it shares a block with one: that block's codes, in order. */
async function inCompany(bad: () => Promise<common.Envelope>): Promise<number[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const all = (await prepared(COMPANY)).map((each) => sealer.signed(envelopeOf(each).getPayload_asU8()));
    all[COMPANY / 2] = await bad();
    const start = network.localnet.height();
    await submitTogether(network.localnet.target, all);
    const last = Number(network.localnet.height()) - 1;
    const blocks = await health.network.getBlockEvents({ startBlock: start });
    for await (const block of blocks) {
      const codes = [...block.getMetadata()!.getMetadataList_asU8()[2]!];
      if (codes.length > 1 && codes.includes(ValidationCode.INVALID_ENDORSER_TRANSACTION)) {
        blocks.close();
        return codes;
      }
      if (block.getHeader()!.getNumber() === last) break;
    }
    blocks.close();
  }
  return assert.fail('it was always alone');
}

function withData(change: (transaction: peer.Transaction) => void): () => Promise<common.Envelope> {
  return async () => {
    const [bytes] = await prepared(1);
    const envelope = envelopeOf(bytes!);
    const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
    const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
    change(transaction);
    payload.setData(transaction.serializeBinary());
    return sealer.signed(payload.serializeBinary());
  };
}

test('a transaction without actions beside another in one block: on Fabric every peer panics', async () => {
  const codes = await inCompany(withData((transaction) => transaction.setActionsList([])));
  assert.ok(codes.includes(ValidationCode.VALID), String(codes));
  await goodFrom([health], network.localnet.height);
});

test('an action that does not parse, and an event of another chaincode, both endorsed by everybody', async () => {
  const [, event] = await prepared(2);
  const junk = Buffer.from('another');
  const unreadable = sealer.envelope(event!, 'action', [{ path: [3], kind: 'cut', junk }]);
  const foreign = sealer.envelope((await prepared(2))[1]!, 'event', [{ path: [0], kind: 'replace', junk }]);
  const start = network.localnet.height();
  for (const envelope of [unreadable, foreign]) await submitRaw(network.localnet.target, envelope);
  const { BAD_RESPONSE_PAYLOAD, INVALID_OTHER_REASON } = ValidationCode;
  assert.deepEqual(await codesFrom(start), { [BAD_RESPONSE_PAYLOAD]: 1, [INVALID_OTHER_REASON]: 1 });
  await goodFrom([health], network.localnet.height);
});

test('a message that claims very many entries is refused without a stall', async () => {
  const [bytes] = await prepared(1);
  const payload = common.Payload.deserializeBinary(envelopeOf(bytes!).getPayload_asU8());
  payload.setData(Buffer.alloc(2 * MANY).map((_, at) => (at % 2 === 0 ? 0x0a : 0)));
  const cpu = process.cpuUsage();
  await submitRaw(network.localnet.target, sealer.signed(payload.serializeBinary()));
  const { user, system } = process.cpuUsage(cpu);
  // Eight megabytes travel and are hashed and signed; four million objects would take many times as long.
  assert.ok(user + system < 4_000_000, `${user + system} microseconds`);
  await goodFrom([health], network.localnet.height);
});

test('an old envelope with private writes, sent again: on Fabric it stalls the peers for a minute', async () => {
  const options = { arguments: ['shared', 'old'], transientData: { value: 'first' } };
  const endorsed = await health.contract.newProposal('putPrivate', options).endorse();
  const first = await (await endorsed.submit()).getStatus();
  await health.contract.submit('putPrivate', { ...options, transientData: { value: 'second' } });
  const begun = performance.now();
  const old = sealer.signed(envelopeOf(endorsed.getBytes()).getPayload_asU8());
  for (let n = 0; n < 2; n += 1) await submitRaw(network.localnet.target, old);
  assert.ok(performance.now() - begun < 10_000);
  const again = await (await endorsed.submit()).getStatus();
  assert.deepEqual([again.code, again.blockNumber], [ValidationCode.VALID, first.blockNumber]);
  assert.equal(text(await health.contract.evaluateTransaction('getPrivate', 'shared', 'old')), 'second');
});

test('after all of it a restart finds everything again', async (t) => {
  const height = network.localnet.height();
  await network.localnet.close();
  const again = await startLocalnet({ definition: network.definition, dataDir: network.dataDir });
  const client = connectClient(again.target, 'health');
  t.after(async () => {
    client.close();
    await again.close();
  });
  assert.equal(again.height(), height);
  await goodFrom([client], again.height);
});
