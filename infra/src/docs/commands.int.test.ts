import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { startLedger } from '../dev/ledger.ts';
import { repositoryRoot } from '../dev/options.ts';
import { portsFrom } from '../dev/ports.ts';
import { findPrograms } from '../fabric/programs.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-commands-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

type Outcome = { readonly status: number; readonly out: string; readonly error: string };

function run(
  program: string,
  args: readonly string[],
  cwd = repositoryRoot,
  more: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  // A test runner that finds itself inside another would not run anything.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(program, [...args], { cwd, env: { ...env, ...more }, timeout: 120_000 }, (failure, out, error) => {
      resolve({ status: Number(failure?.code ?? 0), out, error });
    });
  });
}

/** As npm's scripts do it. */
const tallystick = (...args: string[]): Promise<Outcome> =>
  run(process.execPath, ['infra/bin/tallystick.mjs', ...args]);

test('the entry says in one sentence what it does not know', async () => {
  const { status, error } = await tallystick('stat');
  assert.equal(status, 2);
  assert.match(error, /^Unknown command stat; known are start, .*\n$/);
});

test('npm start -- --help, and an option that there is not', async () => {
  const helped = await tallystick('start', '--help');
  assert.equal(helped.status, 0);
  assert.match(helped.out, /--port-base N/);
  const wrong = await tallystick('start', '--colour');
  assert.equal(wrong.status, 2);
  assert.match(wrong.error, /--colour[\s\S]*npm start \[-- OPTIONS\]/);
});

test('npm start refuses production, unless it is a pilot', async () => {
  const production = (...args: string[]): Promise<Outcome> =>
    run(
      process.execPath,
      ['infra/bin/tallystick.mjs', 'start', '--data-dir', join(folder, 'production'), ...args],
      repositoryRoot,
      {
        NODE_ENV: 'production',
      },
    );
  const refused = await production();
  assert.equal(refused.status, 1);
  assert.match(refused.error, /refuses to run in production; start it with `npm start -- --pilot`/);
  assert.equal((await production('--pilot', '--help')).status, 0);
});

test('npm run status and npm run demo where nothing runs', async () => {
  for (const command of ['status', 'demo']) {
    const { status, error } = await tallystick(command, '--data-dir', folder);
    assert.equal(status, 3, command);
    assert.match(error, /npm start/);
  }
});

test('npm run build refuses without pins', async () => {
  const { status, error } = await tallystick('build');
  assert.equal(status, 2);
  assert.match(error, /^The pins of the network are missing/);
});

test('npm test runs one part, and of it only some files', async () => {
  const { status, out } = await tallystick('test', '--only', 'unit', '--files', 'chain/protocol/src/label');
  assert.equal(status, 0);
  assert.match(out, /== unit tests: 1 files/);
  assert.match(out, /\n\d+ passed, 0 failed, 0 skipped\n$/);
});

test('the backup of the documents holds what is in the data folder', {
  skip: process.platform === 'win32',
}, async () => {
  const home = join(folder, 'home');
  mkdirSync(join(home, '.data', 'auditor'), { recursive: true });
  writeFileSync(join(home, '.data', 'auditor', 'witness.sqlite'), 'statements');
  assert.equal((await run('tar', ['-czf', 'backup.tgz', '.data'], home)).status, 0);
  rmSync(join(home, '.data'), { recursive: true });
  assert.equal((await run('tar', ['-xzf', 'backup.tgz'], home)).status, 0);
  assert.deepEqual(readdirSync(join(home, '.data', 'auditor')), ['witness.sqlite']);
});

test('npm run fabric where nothing runs yet, or where there is no Fabric', async () => {
  const { status, out, error } = await tallystick('fabric', 'status', '--data-dir', folder);
  assert.ok(status === 3 ? /programs .* were not found/.test(error) : status === 1 && /not running/.test(out), error);
  assert.equal((await tallystick('fabric', 'sideways')).status, 2);
});

test('npm run fabric -- up, and a ledger on it that holds whoever leads', async (t) => {
  try {
    findPrograms();
  } catch {
    return t.skip('Fabric’s programs are not on this machine');
  }
  const dataDir = join(folder, 'fabric-data');
  const base = 20_000 + 50 * randomInt(200);
  const row = ['--data-dir', dataDir, '--port-base', String(base)];
  try {
    const up = await tallystick('fabric', 'up', ...row);
    assert.equal(up.status, 0, up.error);
    assert.equal((await tallystick('fabric', 'status', ...row)).status, 0);
    // What `npm start -- --network fabric` adds to the services that it starts on any network.
    const quiet = { report: () => undefined, say: () => undefined };
    const ledger = await startLedger('fabric', { dataDir, ports: portsFrom(base), ...quiet });
    const { targetFile } = ledger;
    const verified = await run(process.execPath, ['chain/ledger/src/cli/main.ts', 'verify', '--target', targetFile]);
    assert.match(verified.out, /^Nothing is wrong: \d+ blocks/, verified.error);
    await ledger.stop();
    assert.equal((await tallystick('fabric', 'status', ...row)).status, 1);
  } finally {
    await tallystick('fabric', 'reset', ...row);
  }
});
