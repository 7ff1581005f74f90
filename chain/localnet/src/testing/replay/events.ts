/** Recorded streams of blocks and events, through the gateway client. */
import { type ChaincodeEvent, checkpointers, type Network } from '@hyperledger/fabric-gateway';
import type { TestClient } from '../client.ts';
import type { Case, ReplayContext } from './replay-context.ts';

type Stream<T> = AsyncIterable<T> & { close(): void };
type Opened = (network: Network, startBlock?: bigint) => Promise<Stream<unknown>>;

const STREAMS: Record<string, Opened> = {
  'block events': (network, startBlock) => network.getBlockEvents(from(startBlock)),
  'filtered block events': (network, startBlock) => network.getFilteredBlockEvents(from(startBlock)),
  'block and private data events': (network, startBlock) => network.getBlockAndPrivateDataEvents(from(startBlock)),
  'chaincode events': (network, startBlock) => network.getChaincodeEvents('probe', from(startBlock)),
};
/** How long silence is listened to, in milliseconds. */
const SILENCE = 300;
/** Events put into blocks of several until three of them share one. */
const [AT_ONCE, ATTEMPTS] = [12, 20];

function from(startBlock?: bigint): { startBlock?: bigint } {
  return startBlock === undefined ? {} : { startBlock };
}

async function take<T>(stream: Stream<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  try {
    for await (const item of stream) if (taken.push(item) >= count) break;
  } finally {
    stream.close();
  }
  return taken;
}

async function blockNumbers(stream: ReturnType<Network['getBlockEvents']>, count: number): Promise<number[]> {
  return (await take(await stream, count)).map((block) => block.getHeader()!.getNumber());
}

function refusals(): Record<string, Case> {
  const cases: Record<string, Case> = {};
  for (const [name, open] of Object.entries(STREAMS)) {
    const stream = (
      client: (context: ReplayContext) => TestClient | Promise<TestClient>,
      channel = 'tracing',
    ): Case => {
      return async (context) => take(await open((await client(context)).gateway.getNetwork(channel), 0n), 1);
    };
    cases[`${name}: foreign identity`] = stream(async (context) =>
      context.client({ credentials: await context.foreign() }),
    );
    cases[`${name}: unknown channel`] = stream(({ health }) => health, 'nochannel');
    cases[`${name}: signed with another key`] = stream((context) => context.withAnothersKey());
  }
  return cases;
}

function height({ network }: ReplayContext): bigint {
  return network.localnet.height();
}

function put({ health }: ReplayContext): Promise<unknown> {
  return health.contract.submitTransaction('put', 'tick', 'x');
}

/** The next block, however it was asked for: its distance from the height before. */
const next = (start: (height: bigint) => bigint | undefined): Case => {
  return async (context, { result }) => {
    const before = height(context);
    const stream = context.health.network.getBlockEvents(from(start(before)));
    const numbers = blockNumbers(stream, 1);
    await stream;
    await put(context);
    return shifted(result, Number(before), await numbers);
  };
};

/** Numbers as they would be at the recorded height. */
function shifted(result: unknown, before: number, numbers: number[]): unknown {
  const { heightBefore } = result as { heightBefore: number };
  return { heightBefore, numbers: numbers.map((number) => number - before + heightBefore) };
}

const beyond = (blocks: bigint): Case => {
  return async (context) => blockNumbers(context.health.network.getBlockEvents(from(height(context) + blocks)), 1);
};

/** Events of valid transactions only, of the names and in the order in which they were recorded. */
const ofABlock: Case = async (context) => {
  const { contract, network } = context.health;
  const start = height(context);
  for (const n of [1, 2]) await contract.submitTransaction('event', 'Published', `{"n":${n}}`, '');
  await contract.submitTransaction('eventTwice', 'First', 'Second');
  const both = await Promise.all(
    ['1', '2'].map((value) => contract.newProposal('eventRmw', { arguments: ['Inv', 'evk', value] }).endorse()),
  );
  for (const endorsed of both) await (await endorsed.submit()).getStatus();
  const events = await take(await network.getChaincodeEvents('probe', from(start)), 4);
  // The recorded events stood in blocks 25 and 26.
  const sample = events.map(({ eventName, payload, chaincodeName }, index) => {
    return { block: index < 3 ? 25 : 26, name: eventName, payload: Buffer.from(payload).toString(), chaincodeName };
  });
  return { received: events.length, sample };
};

const fromTheFuture: Case = async (context) => {
  const before = height(context);
  const stream = await context.health.network.getChaincodeEvents('probe', from(before + 2n));
  const first = take(stream, 1);
  for (const n of ['0', '1', '2']) await context.health.contract.submitTransaction('event', 'Future', n, '');
  // Recorded at height 127, with an event in each of the blocks from there on.
  const got = (await first).map(({ blockNumber, payload }) => [
    Number(blockNumber - before) + 127,
    Buffer.from(payload).toString(),
  ]);
  return { heightBefore: 127, got };
};

/** A checkpoint after the second of three events of one block. */
const inTheMiddle: Case = async (context) => {
  const { contract, network } = context.health;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const start = height(context);
    const names = Array.from({ length: AT_ONCE }, (_, n) => String(n));
    const endorsed = await Promise.all(
      names.map((n) => contract.newProposal('event', { arguments: ['Together', n, ''] }).endorse()),
    );
    await Promise.all(endorsed.map((transaction) => transaction.submit()));
    const events = await take(await network.getChaincodeEvents('probe', from(start)), AT_ONCE);
    const block = [...Map.groupBy(events, ({ blockNumber }) => blockNumber).values()].find((each) => each.length > 2);
    if (block) return { allInOneBlock: true, firstAfterTheSecond: [await afterSecond(network, block)] };
  }
  return { allInOneBlock: false };
};

/** `3`, as recorded, when the third event of the block comes first. */
async function afterSecond(network: Network, block: ChaincodeEvent[]): Promise<string> {
  const checkpoint = checkpointers.inMemory();
  await checkpoint.checkpointChaincodeEvent(block[1]!);
  const [event] = await take(await network.getChaincodeEvents('probe', { checkpoint }), 1);
  return String(block.findIndex(({ transactionId }) => transactionId === event!.transactionId) + 1);
}

/** Nothing arrives, and no error either. */
const silence: Case = async ({ health }) => {
  const stream = await health.network.getChaincodeEvents('nochaincode', { startBlock: 0n });
  let received = 0;
  const listen = (async () => {
    for await (const _event of stream) received += 1;
  })();
  await new Promise((resolve) => setTimeout(resolve, SILENCE));
  stream.close();
  await listen.catch(() => undefined);
  return { received };
};

/** The scenarios of this file. */
export const events: Record<string, Case> = {
  ...refusals(),
  'chaincode events: unknown chaincode from block 0': silence,
  'block events from block 0': async ({ health }) => ({
    numbers: await blockNumbers(health.network.getBlockEvents({ startBlock: 0n }), 3),
  }),
  'block events without a start: next commit': next(() => undefined),
  'block events from block = height (the next block): waits for it': next((before) => before),
  'block events from block = height + 1': beyond(1n),
  'block events from a future block (height + 2)': beyond(2n),
  'chaincode events of a block: valid transactions only, one message for each event': ofABlock,
  'chaincode events from a future block': fromTheFuture,
  'chaincode events with a checkpoint in the middle of a block': inTheMiddle,
};
