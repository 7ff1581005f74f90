import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Peer, Peers } from '../peers/connection.ts';
import { CommitTimes } from './commit-times.ts';
import { type OrderContext, orderAndWait } from './order.ts';

const all = ['A', 'B', 'C'];
const timeouts = { evaluate: 10_000, endorse: 20_000, submit: 10_000, commitStatus: 10_000, total: 60_000 };
const endorsed = { txId: 'ab', bytes: new Uint8Array(), result: new Uint8Array() };

/** Peers whose orderers take everything and lose all but the last of `sent` times; nobody really waits. */
function forgetful(
  times: number,
  commitTimes = new CommitTimes(),
): { context: OrderContext; sent: () => number; patience: number[] } {
  let sent = 0;
  const patience: number[] = [];
  const getStatus = ({ deadline }: { deadline: number }): Promise<{ blockNumber: bigint; code: number }> => {
    if (sent >= times) return Promise.resolve({ blockNumber: 7n, code: 0 });
    patience.push(deadline - Date.now());
    return Promise.reject(Object.assign(new Error('4 DEADLINE_EXCEEDED'), { code: 4 }));
  };
  const submit = (): Promise<void> => {
    sent += 1;
    return Promise.resolve();
  };
  const gateway = { newTransaction: () => ({ submit }), newCommit: () => ({ getStatus }) };
  const peers = {
    own: 'A',
    identity: { mspId: 'A', credentials: new Uint8Array() },
    all,
    get: (mspId: string) => ({ mspId, gateway }) as unknown as Peer,
    close: () => undefined,
  } as Peers;
  const end = Date.now() + timeouts.total;
  return {
    context: { channel: 'c', peers, timeouts, commitTimes, end, signal: undefined },
    sent: () => sent,
    patience,
  };
}

test('what an orderer took and lost with its life is sent again before five seconds are over', async () => {
  const { context, sent, patience } = forgetful(2);
  assert.deepEqual(await orderAndWait(endorsed, context), { block: 7, code: 0 });
  assert.equal(sent(), 2);
  const waited = patience.reduce((sum, each) => sum + each, 0);
  assert.ok(patience.length === all.length && waited > 2000 && waited < 4000, String(patience));
});

test('under a load that makes every outcome late nothing is sent again before that is late for it', async () => {
  const commitTimes = new CommitTimes();
  for (let i = 0; i < 50; i++) commitTimes.note(2500);
  const { context, patience } = forgetful(2, commitTimes);
  await orderAndWait(endorsed, context);
  assert.deepEqual(
    patience.map((each) => Math.round(each / 100)),
    [75, 75, 75],
  );
  for (let i = 0; i < 50; i++) commitTimes.note(100);
  assert.ok(commitTimes.patience(0) < 1100, 'and it is forgotten when the load has gone');
});

test('where blocks are only slow to come the same is not sent again and again', async () => {
  const { context, patience } = forgetful(5);
  await orderAndWait(endorsed, context);
  const rounds = [0, 1, 2, 3].map((round) => Math.round(patience[round * all.length]! / 1000));
  assert.deepEqual(rounds, [1, 2, 4, 8]);
});
