import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import {
  type Committed,
  type Ledger,
  type LedgerBlock,
  type NetworkTarget,
  openLedger,
  type Waiting,
} from '@tallystick/ledger';
import { organisations, type TallystickError, toHex } from '@tallystick/protocol';
import { anchor, patient } from './testing/requests.ts';
import { tapped } from './testing/tap.ts';
import { followUntil, type TemporaryNetwork, temporaryNetwork, until } from './testing/temporary-network.ts';

const { health, authority, auditor } = organisations;

let network: TemporaryNetwork;
let other: TemporaryNetwork;
let api: Ledger;
let adapter: Ledger;

before(async () => {
  [network, other] = await Promise.all([temporaryNetwork(), temporaryNetwork()]);
  api = await network.open(authority, 'api');
  adapter = await network.open(health, 'adapter');
});
after(() => Promise.all([network?.stop(), other?.stop()]));

const code = (expected: string) => (error: TallystickError) => error.code === expected;
const holds =
  ({ txId }: Committed) =>
  (block: LedgerBlock) =>
    block.transactions.some((each) => each.txId === txId);

test('the same submission by many at once has one effect: the others meet it, try again and get its receipt', async () => {
  const submission = anchor();
  const committed = await Promise.all(Array.from({ length: 8 }, () => api.submit(submission)));
  assert.equal(new Set(committed.map(({ txId }) => txId)).size, 1);
  // Those that came too late stand in blocks up to here.
  const blocks = await followUntil(api, 0, holds(await api.submit(anchor())));
  const codes = blocks.flatMap(({ transactions }) => transactions.map(({ validationCode }) => validationCode));
  assert.ok(codes.includes(11), 'some of them were MVCC_READ_CONFLICT');
  const writes = blocks.flatMap(({ transactions }) => transactions.flatMap((each) => each.writes));
  assert.equal(writes.filter(({ key }) => key === `anchor/${submission.argument.root}`).length, 1);
});

test('Health’s peer never hears a key, not even while the peers of the others cannot be reached', async (t) => {
  const { target, taps } = await tapped(t, network.target);
  const [publisher, hospital] = [
    await network.open(authority, 'api', target),
    await network.open(health, 'adapter', target),
  ];
  const [first, second] = [await patient(), await patient()];
  await hospital.submit(first.authorise);
  await hospital.submit(second.authorise);
  await taps[authority]!.cut();
  const published = await publisher.submit(first.publish);
  assert.ok(
    first.keys.some(({ key }) => taps[auditor]!.heard().includes(toHex(key))),
    'a tap hears what a member’s peer is sent',
  );

  await taps[auditor]!.cut();
  await assert.rejects(publisher.submit(second.publish), code('LEDGER_UNAVAILABLE'));
  // Commitments belong to all three: Health's gateway takes them.
  assert.equal((await publisher.submit(anchor())).record?.type, 'anchor');

  await followUntil(hospital, 0, holds(published));
  const heard = taps[health]!.heard();
  assert.ok(heard.includes(first.publish.argument.digest), 'the tap hears the public part, which the blocks carry');
  for (const { key } of [...first.keys, ...second.keys]) {
    for (const form of [toHex(key), Buffer.from(key), Buffer.from(key).toString('base64')]) {
      assert.ok(!heard.includes(form));
    }
  }
  assert.ok(!heard.includes(first.publish.private.salt));
});

test('an answer that is lost on the way: the outcome is asked for, and there is one effect', async (t) => {
  const { target, taps } = await tapped(t, network.target);
  const timeouts = { submit: 500, commitStatus: 1500 };
  const ledger = await openLedger({ target, organisation: authority, user: 'api', timeouts });
  t.after(() => ledger.close());
  const submission = anchor();
  const submitted = ledger.submit(submission);
  // The endorsed record has come back; what the own peer answers to the order, or says of the outcome, is lost.
  await until(() => taps[authority]!.heard().includes('"type":"anchor"'), 'the transaction is endorsed');
  taps[authority]!.mute();
  const committed = await submitted;
  const blocks = await followUntil(api, 0, holds(await api.submit(anchor())));
  const writers = blocks.flatMap(({ transactions }) =>
    transactions.filter(({ writes }) => writes.some(({ key }) => key === `anchor/${submission.argument.root}`)),
  );
  assert.deepEqual(
    writers.map(({ txId }) => txId),
    [committed.txId],
  );
});

test('another peer of the list delivers blocks while the own one cannot be reached', async (t) => {
  const { target, taps } = await tapped(t, network.target);
  const follower = await network.open(authority, 'api', target);
  const before = await api.submit(anchor());
  const seen: number[] = [];
  const stop = new AbortController();
  const following = (async () => {
    for await (const block of follower.blocks(0, { signal: stop.signal })) seen.push(block.number);
  })();
  await until(() => seen.includes(before.block), 'the blocks so far');
  await taps[authority]!.cut();
  const later = await api.submit(anchor());
  await until(() => seen.includes(later.block), 'the next block from the other peer');
  stop.abort();
  await following;
  assert.deepEqual(seen, [...seen.keys()]);
});

test('blocks are followed across SIGKILL and restart, nothing lost, skipped or repeated', {
  timeout: 120_000,
}, async () => {
  const seen: LedgerBlock[] = [];
  const stop = new AbortController();
  const following = (async () => {
    for await (const block of api.blocks(0, { signal: stop.signal })) seen.push(block);
  })();
  const acknowledged: Committed[] = [];
  let refused = 0;
  let enough = false;
  const load = async (): Promise<void> => {
    while (!enough) {
      try {
        acknowledged.push(await api.submit(anchor()));
      } catch {
        refused++;
      }
    }
  };
  const loads = [load(), load(), load()];
  for (const service of ['localnet', 'contract', 'localnet']) {
    const reached = acknowledged.length + 15;
    await until(() => acknowledged.length >= reached, `the network works before ${service} is killed`, 40_000);
    process.kill(network.pids()[service]!, 'SIGKILL');
  }
  const reached = acknowledged.length + 15;
  await until(() => acknowledged.length >= reached, 'the network works again', 40_000);
  enough = true;
  await Promise.all(loads);
  const last = Math.max(...acknowledged.map(({ block }) => block));
  await until(() => seen.length > last, 'the follower has caught up');
  stop.abort();
  await following;

  assert.deepEqual(
    seen.map(({ number }) => number),
    [...seen.keys()],
  );
  for (const [at, block] of seen.entries()) if (at > 0) assert.equal(block.previousHash, seen[at - 1]!.headerHash);
  const valid = seen.flatMap(({ transactions }) => transactions.filter(({ validationCode }) => validationCode === 0));
  const ids = valid.map(({ txId }) => txId);
  assert.equal(new Set(ids).size, ids.length, 'no transaction counts twice');
  const lost = acknowledged.filter(({ txId }) => !ids.includes(txId));
  assert.deepEqual(lost, [], `of ${acknowledged.length} acknowledged (${refused} refused)`);
});

test('a private value that is missing or altered holds the follower until the right one is there', async () => {
  const committed = await api.submit(anchor());
  const next = await api.submit(anchor());
  const store = new DatabaseSync(join(network.dataDir, 'localnet', 'localnet.sqlite'), { timeout: 5000 });
  try {
    const ofBlock = 'id = (SELECT set_id FROM private_blocks WHERE block = ?)';
    const select = store.prepare(`SELECT rwset FROM private_sets WHERE ${ofBlock}`);
    const { rwset } = select.get(committed.block) as { rwset: Uint8Array };
    const put = (bytes: Uint8Array): void => {
      store.prepare(`UPDATE private_sets SET rwset = ? WHERE ${ofBlock}`).run(bytes, committed.block);
    };
    const altered = Uint8Array.from(rwset);
    // The last characters of the value are its salt's: another salt, same form.
    altered[altered.length - 10]! ^= 1;
    put(altered);
    const waiting: Waiting[] = [];
    const seen: number[] = [];
    const stop = new AbortController();
    const following = (async () => {
      const options = { signal: stop.signal, onWaiting: (why: Waiting) => void waiting.push(why) };
      for await (const { number } of api.blocks(committed.block - 1, options)) seen.push(number);
    })();
    await until(() => waiting.length >= 2, 'it waits because of the altered value');
    assert.deepEqual(seen, [committed.block - 1]);
    assert.ok(waiting.every((why) => why.code === 'PRIVATE_DATA_MISSING' && why.block === committed.block));
    assert.ok(new Set(waiting.map(({ peer }) => peer)).size === 2, 'it asks another peer too');

    put(Uint8Array.of());
    const before = waiting.length;
    await until(() => waiting.length >= before + 2, 'it waits because of the missing value');
    assert.deepEqual(seen, [committed.block - 1]);

    put(rwset);
    await until(() => seen.includes(next.block), 'it goes on');
    stop.abort();
    await following;
    assert.deepEqual(
      seen,
      Array.from({ length: seen.length }, (_, at) => committed.block - 1 + at),
    );
  } finally {
    store.close();
  }
});

test('an identity of another network is refused, whatever organisation it says it is of', async () => {
  const users = (target: NetworkTarget, mspId: string) =>
    target.organisations.find((each) => each.mspId === mspId)!.users;
  const mixed: NetworkTarget = {
    ...network.target,
    organisations: network.target.organisations.map((each) => ({ ...each, users: users(other.target, each.mspId) })),
  };
  const stranger = await network.open(authority, 'api', mixed);
  await assert.rejects(stranger.submit(anchor()), code('ACCESS_DENIED'));
  await assert.rejects(stranger.evaluate('policy/channel/0000000001'), code('ACCESS_DENIED'));
  const waiting: Waiting[] = [];
  const stop = new AbortController();
  const onWaiting = (why: Waiting): void => {
    waiting.push(why);
    if (waiting.length === 3) stop.abort();
  };
  for await (const block of stranger.blocks(0, { signal: stop.signal, onWaiting }))
    assert.fail(`got block ${block.number}`);
  assert.ok(waiting.every((why) => why.code === 'ACCESS_DENIED'));
  const noted = (): string => readFileSync(join(network.dataDir, 'logs', 'localnet.log'), 'utf8');
  await until(() => /security: a call was refused: .*access denied/.test(noted()), 'the refused call is in the log');
  await until(() => noted().includes('security: a stream of blocks was refused'), 'the refused stream is in the log');
});

test('a history other than the known one is refused', async () => {
  const blocks = await followUntil(api, 0, ({ number }) => number === 3);
  const [, second, third] = blocks;
  const goesOn = await followUntil(api, 3, ({ number }) => number === 3, { previousHash: blocks[2]!.headerHash });
  assert.equal(goesOn[0]?.headerHash, blocks[3]?.headerHash);
  const waiting: Waiting[] = [];
  const onWaiting = (why: Waiting): void => void waiting.push(why);
  const foreign = followUntil(api, 3, () => true, { previousHash: second!.headerHash, onWaiting });
  await assert.rejects(foreign, code('OTHER_NETWORK'));
  assert.deepEqual(waiting.map(({ peer }) => peer).sort(), [auditor, authority].sort());
  assert.notEqual(second!.headerHash, third!.headerHash);
  // Beyond the height nothing is there yet: it waits, and says so.
  const height = (await adapter.submit((await patient()).authorise)).block + 1;
  const beyond = followUntil(api, height + 5, () => true, { timeout: 500, onWaiting });
  await assert.rejects(beyond, /did not come/);
  assert.equal(waiting.at(-1)?.code, 'LEDGER_UNAVAILABLE');
});
