import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, test } from 'node:test';
import { create, extract } from 'tar';
import { BlockStore } from '../ledger/block-store.ts';
import { openDatabase } from '../ledger/database.ts';
import { blockBytes, genesisBlock, orderBlock } from '../orderer/block.ts';
import { temporaryFolder } from '../testing/network.ts';
import { backUpLocalnet } from './back-up.ts';
import { checkChain } from './check-chain.ts';
import { restoreLocalnet } from './restore.ts';

let folder: string;
let dataDir: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  dataDir = path.join(folder, 'data');
  file = path.join(folder, 'backup');
  mkdirSync(path.join(dataDir, 'organisations', 'one'), { recursive: true });
  writeFileSync(path.join(dataDir, 'organisations', 'one', 'tls.key'), 'secret', { mode: 0o600 });
  writeFileSync(path.join(dataDir, 'target.json'), '{}');
});
afterEach(() => rmSync(folder, { recursive: true }));

const ledgerFile = (): string => path.join(dataDir, 'localnet.sqlite');

/** A ledger of made-up blocks; nobody signed them. */
function writeBlocks(count: number): void {
  const database = openDatabase(ledgerFile());
  const store = new BlockStore(database);
  const nobody = { mspId: 'NobodyMSP', bytes: Buffer.from('nobody'), sign: () => Buffer.from('nothing') };
  let block = genesisBlock(Buffer.from('configuration'));
  for (let number = 0; number < count; number += 1) {
    if (number > 0) block = orderBlock(number, block.headerHash, [Buffer.from(`transaction ${number}`)], nobody);
    store.append(number, block.headerHash, Buffer.alloc(32), blockBytes(block, Buffer.alloc(1), Buffer.alloc(32)));
  }
  database.close();
}

function alter(sql: string): void {
  const database = new DatabaseSync(ledgerFile());
  database.exec(sql);
  database.close();
}

test('what was backed up comes back: the ledger, keys with their modes, and nothing else', async () => {
  writeBlocks(300);
  const { chain, files } = await backUpLocalnet({ dataDir, file });
  assert.equal(chain.height, 300);
  assert.deepEqual(Object.keys(files), ['localnet.sqlite', 'organisations/one/tls.key']);
  const restored = path.join(folder, 'restored');
  mkdirSync(restored);
  await restoreLocalnet({ file, dataDir: restored });
  assert.deepEqual(checkChain(path.join(restored, 'localnet.sqlite')), chain);
  assert.equal(statSync(path.join(restored, 'organisations', 'one', 'tls.key')).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(restored).sort(), ['localnet.sqlite', 'organisations']);
});

test('what a killed process left in its write-ahead log is backed up too', async () => {
  writeBlocks(3);
  const program = `
    import { DatabaseSync } from 'node:sqlite';
    const database = new DatabaseSync(process.argv[1]);
    database.exec("CREATE TABLE late (x); INSERT INTO late VALUES (1)");
    process.kill(process.pid, 'SIGKILL');`;
  spawnSync(process.execPath, ['--input-type=module', '-e', program, ledgerFile()]);
  assert.ok(statSync(`${ledgerFile()}-wal`).size > 0);
  await backUpLocalnet({ dataDir, file });
  const restored = path.join(folder, 'restored');
  await restoreLocalnet({ file, dataDir: restored });
  const database = new DatabaseSync(path.join(restored, 'localnet.sqlite'));
  assert.deepEqual({ ...database.prepare('SELECT x FROM late').get() }, { x: 1 });
  database.close();
});

test('a broken chain is neither backed up nor restored', async () => {
  writeBlocks(5);
  assert.equal(checkChain(ledgerFile()).height, 5);
  await backUpLocalnet({ dataDir, file });
  const broken: [string, RegExp][] = [
    ['DELETE FROM blocks WHERE number = 2', /^block 2: it is missing$/],
    [
      'UPDATE blocks SET bytes = (SELECT bytes FROM blocks WHERE number = 3) WHERE number = 2',
      /^block 2: it has another number$/,
    ],
    ['UPDATE blocks SET header_hash = zeroblob(32) WHERE number = 4', /^block 4: its header has another hash$/],
    [
      "UPDATE blocks SET bytes = CAST(replace(CAST(bytes AS BLOB), CAST('transaction 3' AS BLOB), CAST('transaction 9' AS BLOB)) AS BLOB) WHERE number = 3",
      /^block 3: its transactions are not those that its header names$/,
    ],
    ['DELETE FROM blocks', /^there is no block in it$/],
  ];
  for (const [sql, message] of broken) {
    rmSync(ledgerFile());
    writeBlocks(5);
    alter(sql);
    await assert.rejects(backUpLocalnet({ dataDir, file: `${file}-2` }), { message });
  }
  assert.deepEqual(readdirSync(folder).sort(), ['backup', 'data']);
});

test('neither a folder with something in it nor a file is written over', async () => {
  writeBlocks(2);
  await backUpLocalnet({ dataDir, file });
  await assert.rejects(backUpLocalnet({ dataDir, file }), /backup is there already/);
  await assert.rejects(restoreLocalnet({ file, dataDir }), /data is not empty/);
  await assert.rejects(restoreLocalnet({ file: `${file}-2`, dataDir: path.join(folder, 'new') }), /is not there/);
  await assert.rejects(backUpLocalnet({ dataDir: folder, file: `${file}-2` }), /there is no localnet in/);
});

test('an archive with a link, a file too many or a place elsewhere leaves nothing behind', async () => {
  writeBlocks(2);
  await backUpLocalnet({ dataDir, file });
  const restored = path.join(folder, 'restored');
  await restoreLocalnet({ file, dataDir: restored });
  await extract({ file, cwd: restored });
  writeFileSync(path.join(folder, 'outside'), 'x');
  symlinkSync(path.join(folder, 'outside'), path.join(restored, 'link'));
  writeFileSync(path.join(restored, 'more'), 'x');
  const target = { file: path.join(folder, 'forged'), dataDir: path.join(folder, 'new') };
  const pack = (names: string[]): Promise<void> =>
    create({ file: target.file, cwd: restored, preservePaths: true }, names);
  await pack(['manifest.json', 'localnet.sqlite', 'organisations', 'more']);
  await assert.rejects(restoreLocalnet(target), /more is not what the manifest says/);
  await pack(['manifest.json', 'localnet.sqlite', 'organisations', '../outside']);
  await assert.rejects(restoreLocalnet(target), /is no backup of a localnet/);
  await pack(['manifest.json', 'localnet.sqlite', 'organisations', 'link']);
  await restoreLocalnet(target);
  assert.equal(existsSync(path.join(target.dataDir, 'link')), false);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('new.')),
    [],
  );
});
