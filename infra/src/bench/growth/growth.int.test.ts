import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { repositoryRoot } from '../../dev/options.ts';
import type { GrowthReport } from './report.ts';

type Ended = { readonly status: number; readonly out: string; readonly error: string };

function growth(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['infra/bin/tallystick.mjs', 'bench:growth', ...args],
      { cwd: repositoryRoot, env: { ...process.env, ...env }, timeout: 120_000 },
      (failure, out, error) => resolve({ status: Number(failure?.code ?? 0), out, error }),
    );
  });
}

test('what is public grows with transactions, what is private with commitments, and a purge leaves nothing of it', async () => {
  const { status, out, error } = await growth(['--steps', '100,400', '--batch', '100', '--retention', '5', '--json']);
  assert.equal(status, 0, error);
  const { stages, country } = JSON.parse(out) as GrowthReport;
  const [single, small, large, purged] = stages as [(typeof stages)[0], ...typeof stages];
  assert.deepEqual(
    stages.map(({ commitments }) => commitments),
    [100, 100, 400, 400],
  );
  assert.deepEqual([small!.transactions, large!.transactions], [1, 4]);
  assert.ok(single.blockBytes > 20 * small!.blockBytes, 'a batch costs as much as one commitment');
  // 32 bytes as hex are 64 characters, with the quotes and commas of JSON.
  assert.ok(large!.privateBytes > 400 * 64);
  assert.equal(purged!.privateBytes, 0);
  assert.equal(purged!.purged, 1 + 100 + 4);
  assert.ok(purged!.blockBytes > large!.blockBytes, 'a purge stands on the ledger itself');
  for (const { value, what } of country) assert.ok(value > 0, what);
});

test('without Fabric’s programs it says that it measured nothing', async () => {
  const { status, error } = await growth(['--network', 'fabric'], { FABRIC_BIN: import.meta.dirname });
  assert.equal(status, 3);
  assert.match(error, /^Nothing was measured\. .*were not found/);
});

test('steps that a batch does not divide are refused', async () => {
  const { status, error } = await growth(['--steps', '150', '--batch', '100']);
  assert.equal(status, 2);
  assert.match(error, /ascending multiples/);
});
