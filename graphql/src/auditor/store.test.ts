import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { anchorOf, fromHex, verifyStatement, type WitnessStatement } from '@tallystick/protocol';
import { pino } from 'pino';
import { hashOf, modelOf, type ScriptedTransaction } from '../testing/ledger-blocks.ts';
import { witnessBlocks } from './blocks.ts';
import { type AuditDesk, openDesk } from './desk.ts';
import { witnessHead } from './rounds.ts';
import { openWitnessStore, type WitnessStore } from './store.ts';
import type { WitnessKey } from './witness-key.ts';

/** RFC 8032, 7.1, test 1. */
const key: WitnessKey = {
  secretKey: fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'),
  publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
};
const claimed = 1_700_000_000;
const network = hashOf('header 0');

function anchor(name: string): ScriptedTransaction {
  const { root } = anchorOf([hashOf(name)]);
  return { records: [{ type: 'anchor', root, count: 1, purgeAfter: claimed }], time: claimed };
}
const rootOf = (name: string): string => anchorOf([hashOf(name)]).root;

function desk(store: WitnessStore, names: readonly string[], now = claimed + 5): AuditDesk {
  const model = modelOf([[], ...names.map((name) => [anchor(name)])]);
  return openDesk({ model, store, log: pino({ level: 'silent' }) }, key, () => now);
}

const codes = (store: WitnessStore): string[] => store.reportOf(network).findings.map(({ code }) => code);

describe('the Auditor', () => {
  it('signs one statement for each anchor, with the time at which its block was first seen', () => {
    const store = openWitnessStore(':memory:');
    store.noteFirstSeen(network, 1, claimed + 1);
    store.noteFirstSeen(network, 1, claimed + 999);
    witnessBlocks(desk(store, ['a', 'b']));
    const statement = (name: string): WitnessStatement =>
      verifyStatement(store.find(network, 'anchor', rootOf(name)), fromHex(key.publicKey), network, {
        kind: 'anchor',
        subject: rootOf(name),
      });
    assert.deepEqual(statement('a').body, {
      root: rootOf('a'),
      block: 1,
      headerHash: hashOf('header 1'),
      firstSeen: claimed + 1,
    });
    assert.equal((statement('b').body as { firstSeen: unknown }).firstSeen, null, 'caught up with later');
    assert.deepEqual(codes(store), []);
  });

  it('signs nothing twice, and says so when asked to say something else', () => {
    const store = openWitnessStore(':memory:');
    witnessBlocks(desk(store, ['a']));
    const first = store.find(network, 'anchor', rootOf('a'));
    const later = desk(store, ['a'], claimed + 500);
    later.witness({ kind: 'anchor', subject: rootOf('a'), body: bodyOf(1) });
    assert.deepEqual(store.find(network, 'anchor', rootOf('a')), first);
    assert.deepEqual(codes(store), []);
    later.witness({ kind: 'anchor', subject: rootOf('a'), body: bodyOf(2) });
    assert.deepEqual(store.find(network, 'anchor', rootOf('a')), first);
    assert.deepEqual(codes(store), ['STATEMENT_CONFLICT']);
  });

  function bodyOf(block: number): { root: string; block: number; headerHash: string; firstSeen: null } {
    return { root: rootOf('a'), block, headerHash: hashOf('header 1'), firstSeen: null };
  }

  it('never signs a statement of a shape that phones would not take', () => {
    const store = openWitnessStore(':memory:');
    assert.throws(() => desk(store, []).witness({ kind: 'anchor', subject: 'no root', body: bodyOf(1) }));
    assert.deepEqual(store.reportOf(network).witnessed, []);
  });

  it('alarms when a claimed time is more than 20 minutes from when the block was seen, and only then', () => {
    for (const [difference, expected] of [
      [1_200, []],
      [1_201, ['TIME_CLAIM']],
      [-1_201, ['TIME_CLAIM']],
    ] as const) {
      const store = openWitnessStore(':memory:');
      store.noteFirstSeen(network, 1, claimed + difference);
      witnessBlocks(desk(store, ['a']));
      assert.deepEqual(codes(store), expected);
    }
  });

  it('goes on where it stopped', () => {
    const store = openWitnessStore(':memory:');
    witnessBlocks(desk(store, ['a']));
    assert.equal(store.height(network), 2);
    witnessBlocks(desk(store, ['a', 'b']));
    assert.deepEqual(store.reportOf(network).witnessed, [{ kind: 'anchor', count: 2 }]);
  });

  it('signs one head a window', () => {
    const store = openWitnessStore(':memory:');
    for (const second of [0, 1, 9, 10, 25]) witnessHead(desk(store, ['a'], claimed + second), 10);
    assert.deepEqual(store.reportOf(network).witnessed, [{ kind: 'head', count: 3 }]);
    const newest = store.newest(network, 'head')?.statement;
    assert.equal(newest?.kind === 'head' && newest.body.time, claimed + 25);
  });

  it('keeps the time of a finding that stands, and notes when it does not any more', () => {
    const store = openWitnessStore(':memory:');
    store.report(network, 'PURGE_OVERDUE', 'keys', '1 value', 100);
    store.report(network, 'PURGE_OVERDUE', 'keys', '2 values', 200);
    assert.deepEqual(
      store.reportOf(network).findings.map(({ since, detail, resolved }) => [since, detail, resolved]),
      [[100, '2 values', null]],
    );
    store.resolve(network, 'PURGE_OVERDUE', 'keys', 300);
    assert.equal(store.reportOf(network).findings[0]?.resolved, 300);
    store.report(network, 'PURGE_OVERDUE', 'keys', 'again', 400);
    assert.deepEqual(
      store.reportOf(network).findings.map(({ since, resolved }) => [since, resolved]),
      [[400, null]],
    );
    store.report(network, 'TIME_CLAIM', 'transaction/1', 'detail', 500);
    store.resolve(network, 'TIME_CLAIM', 'transaction/1', 600);
    assert.deepEqual(codes(store), ['PURGE_OVERDUE', 'TIME_CLAIM'], 'what stands comes first');
    assert.deepEqual(store.reportOf(hashOf('another network')).findings, []);
  });
});
