import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { channelName, TallystickError } from '@tallystick/protocol';
import fastify, { type FastifyInstance, type LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import type { ServiceContext } from '../context.ts';
import { createCommitmentCeiling } from '../limits/commitment-ceiling.ts';
import { openReadModel } from '../read-model/store.ts';
import { hashOf } from '../testing/ledger-blocks.ts';
import { addGraphql } from './graphql.ts';

const model = openReadModel(':memory:');
const root = hashOf('root');
/** Apollo copies the context for each request; so this says how many it had. */
let byApollo = 0;
let ran = 0;
let perMinute = createCommitmentCeiling(1_000_000);

/** What a commitment comes to, by its root. */
const outcomes: Readonly<Record<string, () => Error>> = {
  [hashOf('busy')]: () => new TallystickError('CHANNEL_BUSY'),
  [hashOf('bug')]: () => new TypeError('secret of the inside'),
};
const context: ServiceContext = {
  model,
  follower: { status: () => ({ height: 0, caughtUp: true, lag: 0, error: undefined }) },
  clock: () => 1_800_000_000,
  channel: channelName,
  get embedded() {
    byApollo += 1;
    return true;
  },
  exportAvailable: () => false,
  get writes(): NonNullable<ServiceContext['writes']> {
    return {
      ceiling: { take: () => perMinute.take() },
      through: {
        commitEncounters: async (given) => {
          ran += 1;
          const failure = outcomes[given];
          if (failure !== undefined) throw failure();
          return { root: given, leafIndex: 0, treeSize: 1, path: [], anchorRoot: given, txId: given, block: 7 };
        },
        acknowledgeExposure: async () => assert.fail(),
        publishDiagnosis: async () => assert.fail(),
        waiting: () => ({ commitments: 0, answers: 0 }),
        drained: async () => undefined,
      },
    };
  },
};

let app: FastifyInstance;
before(async () => {
  app = fastify();
  await addGraphql(app, 'api', context, pino({ level: 'silent' }));
});
after(async () => {
  await app.close();
  model.close();
});

const commit = 'mutation ($root: Bytes!) { commitEncounters(root: $root) { root leafIndex path block } }';
const post = (payload: object, accept = '*/*'): Promise<LightMyRequestResponse> =>
  app.inject({ method: 'POST', url: '/graphql', headers: { accept }, payload });
/** An `accept` that means the same and is not the usual one: such a request is Apollo's. */
const unusual = 'application/json, */*;q=0.1';

function comparable({ statusCode, headers, body }: LightMyRequestResponse): object {
  const { date, ...others } = headers;
  return { statusCode, headers: others, body };
}

const requests: Readonly<Record<string, object>> = {
  'a mutation': { query: commit, variables: { root } },
  'a mutation whose field is wrong': { query: commit, variables: { root: 'ab' } },
  'a mutation that the service refuses': { query: commit, variables: { root: hashOf('busy') } },
  'a mutation that meets a bug': { query: commit, variables: { root: hashOf('bug') } },
  'a query without variables': { query: '{ statistics { height anchors } }' },
  'a query with null for variables': { query: '{ statistics { height } }', variables: null, operationName: null },
  'one of two operations': {
    query: 'query A { statistics { height } } query B { statistics { anchors } }',
    operationName: 'B',
  },
  'an error in one field beside data in another': {
    query: 'query ($root: Bytes!) { commitment(root: $root) { block } statistics { height } }',
    variables: { root: 'ab' },
  },
};

for (const [name, payload] of Object.entries(requests)) {
  test(`${name}: a known document is answered as Apollo answers it`, async () => {
    const first = comparable(await post(payload));
    const before = byApollo;
    const second = comparable(await post(payload));
    assert.equal(byApollo, before, 'not by Apollo');
    const third = comparable(await post(payload, unusual));
    assert.equal(byApollo, before + 1, 'by Apollo');
    assert.deepEqual(second, first);
    assert.deepEqual(third, first);
  });
}

test('a known document with variables that do not fit, or beyond the limits, is Apollo’s and does not run', async () => {
  const page = 'query ($first: Int!) { blocks(first: $first) { nodes { number transactions { id } } } }';
  assert.equal((await post({ query: page, variables: { first: 1 } })).statusCode, 200);
  await post({ query: commit, variables: { root } });
  for (const payload of [
    { query: commit, variables: { root: 7 } },
    { query: commit },
    { query: page, variables: { first: 'x' } },
    { query: commit, variables: { root }, extensions: {} },
    { query: commit, variables: { root }, operationName: 'Other' },
  ]) {
    const before = { ran, byApollo };
    const answer = await post(payload);
    assert.equal(byApollo, before.byApollo + 1, answer.body);
    if (!('extensions' in payload)) assert.equal(ran, before.ran, 'nothing was executed');
  }
});

test('a refusal with a status and headers of its own keeps both', async () => {
  await post({ query: commit, variables: { root } });
  perMinute = createCommitmentCeiling(1);
  perMinute.take();
  const before = byApollo;
  const known = await post({ query: commit, variables: { root } });
  assert.equal(byApollo, before);
  const apollos = await post({ query: commit, variables: { root } }, unusual);
  perMinute = createCommitmentCeiling(1_000_000);
  assert.equal(known.statusCode, 429);
  assert.match(String(known.headers['retry-after']), /^\d+$/);
  assert.deepEqual(
    { ...comparable(known), headers: Object.keys(known.headers).sort() },
    { ...comparable(apollos), headers: Object.keys(apollos.headers).sort() },
  );
});

test('a document that was refused is not remembered, and there is room for so many and no more', async () => {
  for (let i = 0; i < 3; i++) {
    const before = byApollo;
    assert.equal((await post({ query: '{ nothing }' })).statusCode, 400);
    assert.ok(byApollo > before);
  }
  const query = (i: number): object => ({ query: `{ statistics { h${i}: height } }` });
  await post(query(-1));
  for (let i = 0; i < 200; i++) await post(query(i));
  const before = byApollo;
  await post(query(199));
  assert.equal(byApollo, before);
  await post(query(-1));
  assert.equal(byApollo, before + 1, 'the oldest was forgotten');
});
