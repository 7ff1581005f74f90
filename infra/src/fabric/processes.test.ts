import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { networkOrganisations } from '../network/organisations.ts';
import { layoutOf } from './layout.ts';
import { isOutdated, type NetworkProcess, pidOf } from './process-notes.ts';
import { lastWords, startProcess, stopProcess } from './processes.ts';
import { Start } from './start.ts';
import { lockStart } from './start-lock.ts';
import { forgetUnjoined, noteJoined, noteUnjoined } from './unjoined.ts';

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-processes-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A process that waits for ever. */
const waiting = (cwd: string, env: Record<string, string> = {}): NetworkProcess => ({
  name: 'waiting',
  program: process.execPath,
  args: ['-e', 'setInterval(() => 0, 1000)'],
  cwd,
  env,
});

test('a process outlives its definition’s change until it is replaced; an id that was given again is not its', async (t) => {
  const folder = temporaryFolder(t);
  t.after(() => stopProcess(folder, 'waiting'));
  assert.equal(startProcess(folder, waiting(folder)), true);
  const pid = pidOf(folder, 'waiting');
  assert.equal(startProcess(folder, waiting(folder)), false, 'it runs');
  assert.equal(isOutdated(folder, waiting(folder)), false);
  const changed = waiting(folder, { CHANGED: '1' });
  assert.equal(isOutdated(folder, changed), true);
  const start = new Start(folder);
  assert.equal(await start.run(changed), 'replaced');
  assert.notEqual(pidOf(folder, 'waiting'), pid);
  assert.equal(await start.run(changed), 'running');
  await start.undo();
  assert.equal(pidOf(folder, 'waiting'), undefined);
  // Nothing is started any more by what is still under way.
  await assert.rejects(start.run(changed));
  const other = { pid: process.pid, program: '/nowhere/orderer' };
  writeFileSync(join(folder, 'run', 'waiting.pid'), JSON.stringify(other));
  if (process.platform === 'linux') assert.equal(pidOf(folder, 'waiting'), undefined);
});

test('what a process said last is its panic, not the stack below it', (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'logs'));
  const log = (text: string): void => writeFileSync(join(folder, 'logs', 'peer.log'), text);
  log('one\ntwo\nthree\nfour\n');
  assert.equal(lastWords(folder, 'peer'), 'two\nthree\nfour');
  log('WARN something\npanic: no database\n\ngoroutine 1 [running]:\nmain.main()\n\tmain.go:52 +0x328\n');
  assert.equal(lastWords(folder, 'peer'), 'panic: no database');
  assert.equal(lastWords(folder, 'never-started'), '');
});

test('a folder is started by one at a time; a lock whose holder is gone does not count', (t) => {
  const folder = temporaryFolder(t);
  const letGo = lockStart(folder);
  assert.throws(() => lockStart(folder), /Another start of this network is under way \(process \d+, /);
  letGo();
  writeFileSync(join(folder, 'starting.pid'), '999999999');
  lockStart(folder)();
});

test('what a node stored before it joined the channel is forgotten, and never what it stored since', (t) => {
  const layout = layoutOf(temporaryFolder(t), 3000, 'raft-1', networkOrganisations);
  const nodes = [...layout.orderers, ...layout.peers];
  for (const { folder } of nodes) {
    for (const part of ['data', 'ledger', 'etcdraft', 'msp']) mkdirSync(join(folder, part), { recursive: true });
    noteUnjoined(folder);
  }
  const [orderer, joined, peer] = nodes;
  noteJoined(joined!.folder);
  forgetUnjoined(layout);
  const kept = (folder: string): string[] =>
    ['data', 'ledger', 'etcdraft', 'msp'].filter((part) => existsSync(join(folder, part)));
  assert.deepEqual(kept(joined!.folder), ['data', 'ledger', 'etcdraft', 'msp']);
  for (const { folder } of [orderer!, peer!]) assert.deepEqual(kept(folder), ['msp']);
});
