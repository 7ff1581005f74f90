import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Committed, Ledger, LedgerBlock, Waiting } from '@tallystick/ledger';
import { organisations, recordKey, TallystickError } from '@tallystick/protocol';
import { anchor, random } from '../../network/testing/requests.ts';
import { followUntil } from '../../network/testing/temporary-network.ts';
import { contractRules, type Rule } from '../rule.ts';
import type { ContractSide } from '../subject.ts';
import { newestBlock } from '../wire/deliver.ts';
import { proxyBefore } from '../wire/proxy.ts';

const { authority } = organisations;

const holds =
  ({ txId }: Committed) =>
  (block: LedgerBlock): boolean =>
    block.transactions.some((each) => each.txId === txId);

/** Number of the newest block. */
const newest = (side: ContractSide): Promise<number> => newestBlock(side.home, side.target.channel);

/** A follower that notes the numbers of the blocks that it gets. */
function following(ledger: Ledger, from: number): { seen: number[]; waits: Waiting[]; end(): Promise<void> } {
  const [seen, waits]: [number[], Waiting[]] = [[], []];
  const stop = new AbortController();
  const work = (async () => {
    const options = { signal: stop.signal, onWaiting: (why: Waiting) => void waits.push(why) };
    for await (const { number } of ledger.blocks(from, options)) seen.push(number);
  })();
  const end = async (): Promise<void> => {
    stop.abort();
    await work;
  };
  return { seen, waits, end };
}

async function comesTo(holdsNow: () => boolean, what: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; !holdsNow(); await sleep(20)) assert.ok(Date.now() < deadline, what);
}

const consecutive = (from: number, seen: readonly number[]): void =>
  assert.deepEqual(
    seen,
    seen.map((_, at) => from + at),
  );

/** The Ledger port: the one way in which this project's services reach a ledger. */
export const portRules: readonly Rule[] = contractRules('port', {
  'acknowledged-is-committed': {
    says: 'What `submit` acknowledges stands in the block that it names, valid.',
    check: async (side) => {
      const ledger = await side.open(authority);
      const committed = await ledger.submit(anchor());
      const [block] = await followUntil(ledger, committed.block, ({ number }) => number === committed.block);
      const found = block!.transactions.find(({ txId }) => txId === committed.txId);
      assert.equal(found?.validationCode, 0);
      assert.equal(found?.name, 'encounters:anchor');
      assert.ok(found!.endorsers.length >= 2);
    },
  },
  'same-by-many': {
    says: 'The same submission by many at once has one effect, and all get its receipt.',
    check: async (side) => {
      const [ledger, submission, before] = [await side.open(authority), anchor(), await newest(side)];
      const committed = await Promise.all(Array.from({ length: 6 }, () => ledger.submit(submission)));
      assert.equal(new Set(committed.map(({ txId }) => txId)).size, 1);
      const blocks = await followUntil(ledger, before, holds(await ledger.submit(anchor())));
      const key = recordKey.anchor(submission.argument.root);
      const writes = blocks.flatMap(({ transactions }) => transactions.flatMap((each) => each.writes));
      assert.equal(writes.filter((write) => write.key === key).length, 1);
    },
  },
  'many-at-once': {
    says: 'Many submissions at once: each is acknowledged, each stands once.',
    check: async (side) => {
      const [ledger, before] = [await side.open(authority), await newest(side)];
      const committed = await Promise.all(Array.from({ length: 40 }, () => ledger.submit(anchor())));
      const last = Math.max(...committed.map(({ block }) => block));
      const blocks = await followUntil(ledger, before, ({ number }) => number === last);
      const ids = blocks.flatMap(({ transactions }) => transactions.map(({ txId }) => txId));
      for (const { txId } of committed) assert.equal(ids.filter((id) => id === txId).length, 1);
    },
  },
  'evaluate-absent': {
    says: '`evaluate` of what is not there gives nothing, of what is there the record.',
    check: async (side) => {
      const ledger = await side.open(authority);
      assert.equal(await ledger.evaluate(recordKey.anchor(random())), undefined);
      const { record } = await ledger.submit(anchor());
      assert.ok(record?.type === 'anchor');
      assert.deepEqual(await ledger.evaluate(recordKey.anchor(record.root)), record);
    },
  },
  'bad-request': {
    says: 'A submission that does not fit its schema is refused before anything is sent, with the field.',
    check: async (side) => {
      const ledger = await side.open(authority);
      const short = { ...anchor(), argument: { root: 'abcd', count: 1 } };
      await assert.rejects(ledger.submit(short), (error) => {
        assert.ok(error instanceof TallystickError);
        assert.deepEqual([error.code, error.field], ['BAD_REQUEST', 'argument.root']);
        return true;
      });
    },
  },
  'follow-checkpoint': {
    says: 'A follower that begins after its checkpoint gets the next block and no other.',
    check: async (side) => {
      const ledger = await side.open(authority);
      const last = await newest(side);
      const [known, next] = await followUntil(ledger, last - 1, ({ number }) => number === last);
      const options = { previousHash: known!.headerHash };
      const [again] = await followUntil(ledger, last, () => true, options);
      assert.equal(again!.headerHash, next!.headerHash);
    },
  },
  'other-history': {
    says: 'A checkpoint of another history: OTHER_NETWORK, by every peer of the list.',
    check: async (side) => {
      const ledger = await side.open(authority);
      const foreign = followUntil(ledger, await newest(side), () => true, { previousHash: random() });
      await assert.rejects(foreign, (error) => error instanceof TallystickError && error.code === 'OTHER_NETWORK');
    },
  },
  'follow-waits': {
    says: 'A follower at the end of the ledger waits, and gets the next block when it comes.',
    check: async (side) => {
      const [ledger, last] = [await side.open(authority), await newest(side)];
      const follower = following(ledger, last + 1);
      const { block } = await ledger.submit(anchor());
      await comesTo(() => follower.seen.includes(block), 'the next block');
      await follower.end();
      consecutive(last + 1, follower.seen);
    },
  },
  reconnect: {
    says: 'A follower whose connections end connects again: no block twice, none left out.',
    check: async (side) => {
      const last = await newest(side);
      const proxy = await proxyBefore(side.target, authority);
      const follower = following(await side.open(authority, { target: proxy.target }), last);
      try {
        const ledger = await side.open(authority);
        for (let round = 0; round < 3; round++) {
          const { block } = await ledger.submit(anchor());
          await comesTo(() => follower.seen.includes(block), `block ${block}`);
          proxy.drop();
        }
        const { block } = await ledger.submit(anchor());
        await comesTo(() => follower.seen.includes(block), `block ${block}`);
      } finally {
        await follower.end();
        await proxy.close();
      }
      consecutive(last, follower.seen);
      assert.ok(follower.waits.length > 0, 'it has said that it waited');
    },
  },
  'other-peer-follows': {
    says: 'While the own peer cannot be reached another of the list delivers: no block twice, none left out.',
    check: async (side) => {
      const last = await newest(side);
      const proxy = await proxyBefore(side.target, authority);
      const follower = following(await side.open(authority, { target: proxy.target }), last);
      try {
        const ledger = await side.open(authority);
        const first = await ledger.submit(anchor());
        await comesTo(() => follower.seen.includes(first.block), 'a block of the own peer');
        await proxy.close();
        const second = await ledger.submit(anchor());
        await comesTo(() => follower.seen.includes(second.block), 'a block of another peer');
      } finally {
        await follower.end();
      }
      consecutive(last, follower.seen);
    },
  },
  'other-peer-submits': {
    says: 'While the own peer cannot be reached another peer takes submissions and questions.',
    check: async (side) => {
      const proxy = await proxyBefore(side.target, authority);
      await proxy.close();
      const ledger = await side.open(authority, { target: proxy.target });
      const { record } = await ledger.submit(anchor());
      assert.ok(record?.type === 'anchor');
      assert.ok((await ledger.evaluate(recordKey.policy('channel', 1))) !== undefined);
    },
  },
  'nobody-answers': {
    says: 'When no peer can be reached: LEDGER_UNAVAILABLE.',
    check: async (side) => {
      const organisationsAway = side.target.organisations.map((each) => ({ ...each, endpoint: '127.0.0.1:1' }));
      const ledger = await side.open(authority, { target: { ...side.target, organisations: organisationsAway } });
      const unavailable = (error: unknown): boolean =>
        error instanceof TallystickError && error.code === 'LEDGER_UNAVAILABLE';
      await assert.rejects(ledger.evaluate(recordKey.policy('channel', 1)), unavailable);
    },
  },
  abort: {
    says: 'A follower ends with its signal, also while it waits.',
    check: async (side) => {
      const follower = following(await side.open(authority), (await newest(side)) + 1);
      await sleep(50);
      await follower.end();
    },
  },
});
