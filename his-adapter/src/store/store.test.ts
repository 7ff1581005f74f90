import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { openDatabase } from './database.ts';
import { keysFrom, loadKeys } from './keys.ts';
import { migrations } from './migrations.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallystick-store-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('what is sealed opens in its own context alone, and altered nowhere', () => {
  const keys = keysFrom(Buffer.alloc(32, 1));
  const sealed = keys.seal('a code', 'code/1');
  assert.equal(keys.open(sealed, 'code/1'), 'a code');
  assert.equal(Buffer.from(sealed).includes('a code'), false);
  assert.throws(() => keys.open(sealed, 'code/2'));
  const altered = Uint8Array.from(sealed);
  altered[20] = (altered[20] ?? 0) ^ 1;
  assert.throws(() => keys.open(altered, 'code/1'));
  assert.throws(() => keysFrom(Buffer.alloc(32, 2)).open(sealed, 'code/1'));
});

test('digests are keyed, by purpose, and no two lists of parts look alike', () => {
  const keys = keysFrom(Buffer.alloc(32, 1));
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  const all = [
    keys.digest('p', 'ab', 'c'),
    keys.digest('p', 'a', 'bc'),
    keys.digest('p', 'abc'),
    keys.digest('q', 'ab', 'c'),
    keysFrom(Buffer.alloc(32, 2)).digest('p', 'ab', 'c'),
  ].map(hex);
  assert.equal(new Set(all).size, all.length);
  assert.equal(hex(keys.digest('p', 'ab', 'c')), all[0]);
});

test('the key file is made once', () => {
  const directory = join(folder, 'keys');
  const one = loadKeys(directory).digest('p', 'x');
  assert.deepEqual(loadKeys(directory).digest('p', 'x'), one);
});

test('a transaction is all or nothing, also inside another', () => {
  const db = openDatabase(join(folder, 'transactions'));
  const insert = (key: number): void =>
    void db.run('INSERT INTO withdrawals (key, at) VALUES (?, 1)', Uint8Array.of(key));
  assert.throws(() =>
    db.transaction(() => {
      insert(1);
      db.transaction(() => insert(2));
      throw new Error('stop');
    }),
  );
  assert.equal(db.all('SELECT * FROM withdrawals').length, 0);
  db.transaction(() => insert(3));
  assert.equal(db.all('SELECT * FROM withdrawals').length, 1);
  assert.equal(db.get('PRAGMA secure_delete')?.secure_delete, 1);
  assert.equal(db.get('PRAGMA synchronous')?.synchronous, 2);
  db.close();
});

test('a store of the first version keeps how far it had followed, and learns the rest', () => {
  const directory = join(folder, 'older');
  mkdirSync(directory);
  const raw = new DatabaseSync(join(directory, 'his-adapter.sqlite'));
  raw.exec(migrations[0] ?? '');
  raw.exec('PRAGMA user_version=1; INSERT INTO follower (id, next_block) VALUES (1, 7)');
  raw.close();
  const db = openDatabase(directory);
  assert.deepEqual(
    { ...db.get('SELECT next_block, header_hash, network FROM follower') },
    {
      next_block: 7,
      header_hash: null,
      network: null,
    },
  );
  assert.deepEqual(db.all('SELECT * FROM left_overs'), []);
  db.close();
});

test('a store of a newer version is refused and left as it is', () => {
  const directory = join(folder, 'newer');
  openDatabase(directory).close();
  const raw = new DatabaseSync(join(directory, 'his-adapter.sqlite'));
  raw.exec('PRAGMA user_version=99');
  raw.close();
  assert.throws(() => openDatabase(directory), /version 99.*newer adapter/);
});
