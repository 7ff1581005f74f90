import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import type { FollowOptions, LedgerBlock } from '@tallystick/ledger';
import { keyOfRecord, type LedgerRecord, organisations, TallystickError } from '@tallystick/protocol';
import { openStore, type Store } from '../store/store.ts';
import { memoryLedger } from '../testing/hospital.ts';
import { startFollower, takeBlock } from './follower.ts';
import { noteLeftOver } from './left-overs.ts';
import { purgeDue } from './purger.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-follower-'));
let store: Store;
let number = 0;
let count = 0;
beforeEach(() => {
  count += 1;
  number = 0;
  store?.close();
  store = openStore(join(folder, String(count)));
  const caseId = store.cases.open(
    {
      facility: 'general-hospital',
      condition: 'covid-19',
      state: 'confirmed',
      origin: 'hand',
      reason: { code: '', sentence: '' },
      at: 1,
      patient: { identifiers: [], family: '', given: '', sex: '' },
      specimen: { id: '', type: '', collectedFrom: '' },
      dates: {},
      reportId: '',
      testCode: '',
      testName: '',
      result: '',
    },
    [],
  );
  store.authorisations.put({
    id: A,
    caseId,
    publicKey: 'ab'.repeat(32),
    expires: 2_000_000_000,
    commitment: '',
    commitmentSalt: '',
    sealedCode: Uint8Array.of(1),
    issuedAt: 1,
    issuedBy: '',
  });
});
after(() => {
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

const A = 'aa'.repeat(16);
const base = {
  txId: 'ab'.repeat(32),
  provenance: {
    activity: 'authorise' as const,
    organisation: organisations.health,
    role: 'adapter',
    used: [],
    generated: [],
    invalidated: [],
  },
};
const digest = 'cd'.repeat(32);
const authorisation: LedgerRecord = {
  type: 'authorisation',
  id: A,
  publicKey: digest,
  expires: 2_000_000_000,
  recordCommitment: digest,
  facility: 'general-hospital',
  purgeAfter: 100,
  ...base,
};
const publication: LedgerRecord = {
  type: 'publication',
  authorisation: A,
  digest,
  signature: 'ef'.repeat(64),
  purgeAfter: 100,
  ...base,
};
const revocation = (changes: object = {}): LedgerRecord => ({
  type: 'revocation',
  authorisation: A,
  facility: 'general-hospital',
  purgeAfter: 200,
  ...base,
  ...changes,
});
const exported = (lastBlock: number): LedgerRecord => ({
  ...base,
  type: 'export',
  sequence: 1,
  previous: null,
  windowStart: 1,
  windowEnd: 2,
  firstBlock: 0,
  lastBlock,
  sha256: digest,
  real: 1,
  padding: 139,
  revised: 0,
  keyId: 'k',
  purgeAfter: 3,
});

function block(records: LedgerRecord[], changes: { validationCode?: number; purges?: string[] } = {}): LedgerBlock {
  const { validationCode = 0, purges = [] } = changes;
  return {
    number: number++,
    headerHash: '',
    previousHash: '',
    dataHash: '',
    bytes: new Uint8Array(),
    transactions: [
      {
        txId: '',
        index: 0,
        validationCode,
        timestamp: 0,
        creator: { mspId: organisations.health, role: 'adapter' },
        endorsers: [],
        name: undefined,
        writes: records.map((record) => ({ key: keyOfRecord(record), record })),
        privateWrites: [],
        purges: purges.length > 0 ? [{ collection: 'authorisations', names: purges }] : [],
      },
    ],
  };
}
const take = (taken: LedgerBlock, at = 50): void => takeBlock(store, taken, 'general-hospital', at);

test('authorised, claimed, exported: each step with its block, and the code is forgotten when claimed', () => {
  take(block([authorisation]));
  assert.equal(store.authorisations.get(A)?.authorised?.block, 0);
  assert.ok(store.authorisations.get(A)?.sealedCode);
  take(block([publication]));
  assert.equal(store.authorisations.get(A)?.published?.block, 1);
  assert.equal(store.authorisations.get(A)?.sealedCode, undefined);
  take(block([exported(0)]));
  assert.equal(store.authorisations.get(A)?.exported, undefined, 'the file covers blocks before the publication');
  take(block([{ ...exported(1), sequence: 2 } as LedgerRecord]));
  assert.deepEqual(store.authorisations.get(A)?.exported, { sequence: 2, at: 50 });
});

test('invalid transactions and other hospitals’ records change nothing', () => {
  take(block([authorisation], { validationCode: 11 }));
  take(block([{ ...authorisation, facility: 'other-hospital' } as LedgerRecord]));
  assert.equal(store.authorisations.get(A)?.authorised, undefined);
});

test('a block that was taken before changes nothing, and the checkpoint survives', () => {
  const first = block([authorisation]);
  take(first, 50);
  take(block([]), 60);
  take(first, 99);
  assert.equal(store.authorisations.get(A)?.authorised?.at, 50);
  assert.equal(store.db.get('SELECT next_block FROM follower')?.next_block, 2);
});

test('private details that fall due are purged, those of a successor’s revocation have none', async () => {
  take(block([authorisation]));
  take(block([revocation()]));
  const ledger = memoryLedger();
  assert.equal(await purgeDue(store, ledger, () => undefined, 100_000), 0);
  assert.equal(await purgeDue(store, ledger, () => undefined, 150_000), 1);
  assert.deepEqual(ledger.submitted.at(-1)?.argument, { collection: 'authorisations', names: [`authorisation/${A}`] });
  take(block([], { purges: [`revocation/${A}`] }));
  assert.equal(await purgeDue(store, ledger, () => undefined, 900_000), 0);
});

test('a revocation that came with its successor is purged by nobody', async () => {
  take(block([revocation({ supersededBy: 'bb'.repeat(16) })]));
  assert.equal(await purgeDue(store, memoryLedger(), () => undefined, 900_000), 0);
  assert.ok(store.authorisations.get(A)?.revoked);
});

test('what came to stand is left over no more; a revocation that lost against a successor is purged with its record', async () => {
  for (const name of [`authorisation/${A}`, `revocation/${A}`, 'revocation/other']) noteLeftOver(store, name, 1);
  take(block([authorisation]));
  take(block([revocation({ supersededBy: 'bb'.repeat(16) })]));
  assert.deepEqual(
    store.db.all('SELECT name FROM left_overs').map(({ name }) => name),
    ['revocation/other'],
  );
  assert.equal(await purgeDue(store, memoryLedger(), () => undefined, 900_000), 2);
});

/** Follows blocks that stand still, as the port would: from a number on, and only where the block before is the known one. */
async function follow(blocks: readonly LedgerBlock[], holds: (refused: boolean) => boolean): Promise<string[]> {
  const events: string[] = [];
  const ledger = {
    async *blocks(from: number, { signal, previousHash }: FollowOptions = {}): AsyncGenerator<LedgerBlock> {
      if (previousHash !== undefined && blocks[from - 1]?.headerHash !== previousHash) {
        throw new TallystickError('OTHER_NETWORK');
      }
      yield* blocks.slice(from);
      await new Promise<void>((resolve) => {
        if (signal?.aborted) resolve();
        signal?.addEventListener('abort', () => resolve());
      });
    },
  };
  const log = (_: string, event: string): void => void events.push(event);
  const follower = startFollower(store, ledger, 'general-hospital', { log, now: () => 50_000 });
  const deadline = Date.now() + 5000;
  while (!holds(follower.otherNetwork())) {
    assert.ok(Date.now() < deadline, 'not in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await follower.stop();
  return events;
}

const chain = (names: readonly string[]): LedgerBlock[] => {
  number = 0;
  return names.map((name) => ({ ...block([]), headerHash: name }));
};
const checkpoint = (): unknown => ({ ...store.db.get('SELECT next_block, header_hash, network FROM follower') });

test('following goes on from the last block, and refuses another network and another history', async () => {
  const height = (next: number) => (): boolean => store.db.get('SELECT next_block FROM follower')?.next_block === next;
  assert.deepEqual(await follow(chain(['a', 'b']), height(2)), []);
  assert.deepEqual(checkpoint(), { next_block: 2, header_hash: 'b', network: 'a' });
  assert.deepEqual(await follow(chain(['x', 'b', 'y']), (refused) => refused), ['other-network']);
  assert.deepEqual(await follow(chain(['a', 'x', 'y']), (refused) => refused), ['other-network']);
  assert.deepEqual(checkpoint(), { next_block: 2, header_hash: 'b', network: 'a' });
  assert.deepEqual(await follow(chain(['a', 'b', 'c']), height(3)), []);
  assert.deepEqual(checkpoint(), { next_block: 3, header_hash: 'c', network: 'a' });
});
