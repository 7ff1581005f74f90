import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../protoutil/hash.ts';
import { emptyLog, inTransaction, openDatabase } from './database.ts';
import { PrivateDataStore } from './private-data.ts';
import { parsePrivateWrites, privateWrites } from './read-write-set.ts';

const [NAMESPACE, COLLECTION] = ['cc', 'secrets'];

function setOf(values: Record<string, string>): Uint8Array {
  const writes = Object.entries(values).map(([key, value]) => [key, { value: Buffer.from(value) }] as const);
  return privateWrites({ reads: new Map(), writes: new Map(writes), policies: new Map() });
}

function open(t: { after(fn: () => void): void }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'localnet-private-'));
  const file = path.join(folder, 'ledger.sqlite');
  const database = openDatabase(file);
  t.after(() => {
    database.close();
    rmSync(folder, { recursive: true });
  });
  const store = new PrivateDataStore(database);
  const commit = (block: number, values: Record<string, string>): void => {
    const rwset = setOf(values);
    inTransaction(database, () =>
      store.transient.keep(`t${block}`, [{ namespace: NAMESPACE, collection: COLLECTION, rwset }], Date.now()),
    );
    inTransaction(database, () => {
      const collection = { name: COLLECTION, privateHash: sha256(rwset), reads: [], writes: [], policies: [] };
      const id = store.commit(`t${block}`, NAMESPACE, collection, { block, tx: 0 }, true);
      assert.equal(store.transient.settle(`t${block}`, new Set([id!])), 0);
    });
  };
  const purge = (key: string, block: number): void =>
    inTransaction(database, () => store.purge(NAMESPACE, COLLECTION, sha256(key), { block, tx: 0 }));
  const bytes = (): Buffer => {
    const files = [file, `${file}-wal`].filter((name) => existsSync(name));
    return Buffer.concat(files.map((name) => readFileSync(name)));
  };
  return { database, file, store, commit, purge, bytes };
}

test('of many values of many sizes, purged in any order, no byte is left behind', (t) => {
  const { database, commit, purge, bytes } = open(t);
  const values = Array.from({ length: 700 }, () => ({
    key: `k${randomBytes(6).toString('hex')}`,
    mark: randomBytes(12).toString('hex'),
  }));
  for (const [index, { key, mark }] of values.entries()) commit(index + 1, { [key]: mark.repeat(randomInt(1, 50)) });
  const file = bytes();
  assert.ok(values.every(({ mark }) => file.includes(mark)));
  const shuffled = values.map((value) => ({ value, order: Math.random() })).sort((a, b) => a.order - b.order);
  const [purged, kept] = [shuffled.slice(0, 500), shuffled.slice(500)];
  for (const { value } of purged) purge(value.key, 1_000);
  emptyLog(database);
  const after = bytes();
  assert.equal(purged.filter(({ value }) => after.includes(value.mark)).length, 0);
  assert.equal(kept.filter(({ value }) => after.includes(value.mark)).length, kept.length);
});

test('a purge takes one key out of a set, earlier versions of it only, and leaves the others readable', (t) => {
  const { store, commit, purge } = open(t);
  commit(1, { a: 'first a', b: 'first b' });
  commit(2, { a: 'second a' });
  commit(3, { a: 'third a' });
  purge('a', 3);
  const get = (key: string, block: number, value: string) =>
    store.state.get(NAMESPACE, COLLECTION, key, { block, tx: 0, value: sha256(value) })?.toString();
  assert.deepEqual([get('a', 1, 'first a'), get('a', 2, 'second a')], [undefined, undefined]);
  assert.equal(get('a', 3, 'third a'), 'third a');
  assert.equal(get('b', 1, 'first b'), 'first b');
  assert.equal(get('b', 2, 'first b'), 'first b', 'a later version of the same value: a new policy for its key');
  assert.equal(get('b', 2, 'never arrived'), undefined);
  const keysBeside = (block: number) =>
    store.ofBlock(block).map(({ rwset }) => parsePrivateWrites(rwset).map(({ key }) => key));
  assert.deepEqual([keysBeside(1), keysBeside(2), keysBeside(3)], [[['b']], [[]], [['a']]]);
  const range = [...store.state.range(NAMESPACE, COLLECTION, '', '', 9)].map(({ key, value }) => `${key}=${value}`);
  assert.deepEqual(range, ['a=third a', 'b=first b']);
});

test('what was endorsed and never ordered is erased in time, and by a purge', (t) => {
  const { database, store, purge, bytes } = open(t);
  const keep = (id: string, key: string, at: number): void => {
    const sets = [{ namespace: NAMESPACE, collection: COLLECTION, rwset: setOf({ [key]: `PENDING-${id}` }) }];
    inTransaction(database, () => store.transient.keep(id, sets, at));
    inTransaction(database, () => store.transient.keep(id, sets, at));
  };
  keep('old', 'x', 1_000);
  keep('young', 'y', 2_000);
  keep('purged', 'z', 2_000);
  assert.equal(
    inTransaction(database, () => store.transient.expire(1_500)),
    1,
  );
  purge('z', 9);
  emptyLog(database);
  const left = ['old', 'young', 'purged'].map((id) => bytes().includes(`PENDING-${id}`));
  assert.deepEqual(left, [false, true, false]);
});

test('a crash right after a purge leaves bytes in the log; the next start removes them', (t) => {
  const { file, commit, purge, bytes } = open(t);
  commit(1, { a: 'CRASH-MARK'.repeat(100) });
  purge('a', 2);
  assert.ok(bytes().includes('CRASH-MARK'), 'the log has not been emptied');
  const copy = `${file}-copy`;
  for (const suffix of ['', '-wal']) copyFileSync(`${file}${suffix}`, `${copy}${suffix}`);
  const reopened = openDatabase(copy);
  const left = ['', '-wal'].map((suffix) => `${copy}${suffix}`).filter((name) => existsSync(name));
  assert.ok(left.every((name) => !readFileSync(name).includes('CRASH-MARK')));
  reopened.close();
});
