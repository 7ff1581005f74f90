import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { repositoryRoot } from '../dev/options.ts';
import type { Report } from './report.ts';

type Ended = { readonly status: number; readonly out: string; readonly error: string };

function bench(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['infra/bin/tallystick.mjs', 'bench:ledger', ...args],
      { cwd: repositoryRoot, env: { ...process.env, ...env }, timeout: 120_000 },
      (failure, out, error) => resolve({ status: Number(failure?.code ?? 0), out, error }),
    );
  });
}

test('a small measurement has every figure, and nothing failed', async () => {
  const clients = 4;
  const { status, out, error } = await bench([
    '--clients',
    String(clients),
    '--replicas',
    '2',
    '--seconds',
    '1',
    '--runs',
    '1',
    '--json',
  ]);
  assert.equal(status, 0, error);
  const { machine, options, figures } = JSON.parse(out) as Report;
  assert.equal(machine.node, process.versions.node);
  assert.deepEqual(options, { network: 'embedded', clients, replicas: 2, seconds: 1, runs: 1 });
  for (const [name, { median, lowest, highest }] of Object.entries(figures)) {
    assert.ok(lowest <= median && median <= highest, name);
    if (name.endsWith(': failed')) assert.equal(highest, 0, name);
    else if (!name.includes('CPU')) assert.ok(median > 0, name);
  }
  const has = (name: string): number => figures[name]?.median ?? assert.fail(`${name} is missing`);
  for (const part of ['API', 'one each', 'nothing behind']) {
    // At least half of the acknowledgements take the median or longer, so their mean is at least half of it.
    const most = (2 * clients) / (has(`${part}: acknowledgement p50, ms`) / 1000);
    assert.ok(has(`${part}: commitments per second`) <= most, `${part}: a client waits for its acknowledgement`);
  }
  assert.ok(
    has('rebuild: transactions on the ledger') > has('publications: per second'),
    'all parts stand on the ledger',
  );
  const batch = has('API: commitments in a transaction');
  assert.ok(batch >= 1 && batch <= clients, 'a batch holds what the clients have under way');
  assert.equal(
    has('ratio API to one each'),
    has('API: commitments per second') / has('one each: commitments per second'),
  );
  if (process.platform !== 'linux') return;
  for (const name of ['api', 'api 2', 'localnet', 'contract', 'load']) has(`memory of ${name}, MB`);
  for (const name of ['API', 'ledger', 'load generator']) has(`API: CPU of the ${name}, ms per commitment`);
});

test('without Fabric’s programs it says that it measured nothing', async () => {
  const { status, out, error } = await bench(['--network', 'fabric'], { FABRIC_BIN: import.meta.dirname });
  assert.equal(status, 3);
  assert.equal(out, '');
  assert.match(error, /^Nothing was measured\. .*were not found/);
});

test('wrong options are told', async () => {
  for (const args of [
    ['--clients', '0'],
    ['--network', 'paper'],
  ]) {
    const { status, error } = await bench(args);
    assert.equal(status, 2, args.join(' '));
    assert.match(error, /npm run bench:ledger/);
  }
});
