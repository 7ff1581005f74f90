import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openLedger, type PrivateWrite } from '@tallystick/ledger';
import { organisations, recordKey } from '@tallystick/protocol';
import { repositoryRoot } from '../dev/options.ts';
import { startNetwork } from '../network/index.ts';
import { anchor, patient } from '../network/testing/requests.ts';
import { followUntil, temporaryNetwork } from '../network/testing/temporary-network.ts';
import { type Ended, runToEnd } from '../testing/run-to-end.ts';

const { health, authority } = organisations;
const folder = mkdtempSync(join(tmpdir(), 'tallystick-backup-'));
const file = join(folder, 'localnet.backup');

const ledgerCommand = (...args: string[]): Promise<Ended> =>
  runToEnd(process.execPath, [join(repositoryRoot, 'infra', 'bin', 'tallystick.mjs'), 'ledger', ...args], {
    timeout: 60_000,
  });

/** What was acknowledged before the backup began: roots of anchors, and their salts, which are private. */
const salts = new Map<string, string>();
let backup: Ended;

before(async () => {
  const network = await temporaryNetwork();
  try {
    const api = await network.open(authority, 'api');
    const adapter = await network.open(health, 'adapter');
    await adapter.submit((await patient()).authorise);
    let enough = false;
    let submitted = 0;
    const load = async (): Promise<void> => {
      while (!enough) {
        const submission = anchor();
        await api.submit(submission);
        if (backup === undefined && submitted++ < 8) salts.set(submission.argument.root, submission.private!.salt);
      }
    };
    const workers = Array.from({ length: 4 }, load);
    for (let at = 0; at < 4; at++) await api.submit(anchor());
    const known = new Map(salts);
    backup = await ledgerCommand('backup', '--data', join(network.dataDir, 'localnet'), '--to', file);
    for (const root of salts.keys()) if (!known.has(root)) salts.delete(root);
    enough = true;
    await Promise.all(workers);
  } finally {
    // With it goes the only other copy.
    await network.stop();
  }
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('a network under load is backed up into one file that only its owner may read', () => {
  assert.equal(backup.status, 0, backup.err);
  assert.match(backup.out, /^Backed up to .*: \d+ blocks of the network [0-9a-f]{64}, \d+ files\./);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readdirSync(folder), ['localnet.backup'], 'nothing is left beside it');
  assert.ok(salts.size >= 4);
});

test('restored, it goes on: the ledger verifies, private values are there, new transactions commit', async (t) => {
  const dataDir = join(folder, 'restored');
  const localnet = join(dataDir, 'localnet');
  const restored = await ledgerCommand('restore', '--from', file, '--data', localnet);
  assert.equal(restored.status, 0, restored.err);
  const [, network = ''] = /--network ([0-9a-f]{64})/.exec(restored.out) ?? [];
  for (const name of readdirSync(localnet, { recursive: true, withFileTypes: true })) {
    const { mode } = statSync(join(name.parentPath, name.name));
    if (name.isDirectory() || /\.(key|sqlite|json)$/.test(name.name)) assert.equal(mode & 0o077, 0, name.name);
  }
  const running = await startNetwork({ dataDir });
  t.after(() => running.stop());
  const verified = await ledgerCommand('verify', '--target', running.targetFile, '--network', network);
  assert.equal(verified.status, 0, verified.out + verified.err);
  const api = await openLedger({ target: running.target, organisation: authority, user: 'api' });
  t.after(() => api.close());
  for (const root of salts.keys()) assert.equal((await api.evaluate(recordKey.anchor(root)))?.type, 'anchor');
  const { block, txId } = await api.submit(anchor());
  const blocks = await followUntil(api, 0, ({ number }) => number === block, { network });
  assert.equal(blocks.at(-1)!.transactions.find((each) => each.txId === txId)?.validationCode, 0);
  const values = blocks.flatMap(({ transactions }) => transactions.flatMap((each) => each.privateWrites));
  const text = ({ value }: PrivateWrite): string => ('text' in value ? value.text : '');
  for (const salt of salts.values()) assert.ok(values.some((write) => text(write).includes(salt)));
});

test('refusals and wrong options are told apart', async () => {
  const refused = await ledgerCommand('restore', '--from', file, '--data', folder);
  assert.equal(refused.status, 1);
  assert.match(refused.err, /^The restore failed: .* is not empty; a backup is restored into a new folder only\n$/);
  const wrong = await ledgerCommand('restore', '--data', folder);
  assert.equal(wrong.status, 2);
  assert.match(wrong.err, /--from FILE is missing/);
  assert.equal((await ledgerCommand('--help')).status, 0);
  assert.equal((await ledgerCommand('verify')).status, 2);
});
