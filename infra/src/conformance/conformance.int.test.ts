import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { repositoryRoot } from '../dev/options.ts';
import { findPrograms } from '../fabric/programs.ts';
import type { Stops } from './fixture.ts';
import { rules } from './rules/index.ts';
import { askRule } from './run.ts';
import { startFabric, startLocalnet } from './start.ts';
import { foreignSubject, type Subject } from './subject.ts';
import type { Counts } from './table.ts';

const stops: Stops = [];
after(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Every rule as a test of its own; a network of the suite's own leaves none out. */
async function askAll(context: TestContext, subject: Subject, asked = rules): Promise<void> {
  for (const rule of asked) {
    await context.test(`${rule.group}: ${rule.says}`, async () => {
      const { outcome, because } = await askRule(rule, subject);
      assert.equal(outcome, 'passed', because ?? '');
    });
  }
}

type Ended = { readonly status: number; readonly out: string; readonly error: string };

function conformance(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['infra/bin/tallystick.mjs', 'conformance', ...args],
      { cwd: repositoryRoot, env: { ...process.env, ...env }, timeout: 120_000, maxBuffer: 16 << 20 },
      (failure, out, error) => resolve({ status: Number(failure?.code ?? 0), out, error }),
    );
  });
}

let localnet: Subject | undefined;

test('every rule holds on localnet', async (t) => {
  localnet = await startLocalnet(stops);
  stops.push(localnet.close);
  await askAll(t, localnet);
});

/** Groups with rules that look at how, or whether, something is ordered. */
const ofOrdering = new Set(['gateway', 'identity', 'validation', 'ledger']);
const onFabric = {
  'every rule holds on Fabric': { ordering: 'raft-3', asked: rules },
  'rules of what is ordered hold on Fabric with BFT': {
    ordering: 'bft-4',
    asked: rules.filter(({ group }) => ofOrdering.has(group)),
  },
} as const;

for (const [name, { ordering, asked }] of Object.entries(onFabric))
  test(name, async (t) => {
    let programs: ReturnType<typeof findPrograms>;
    try {
      programs = findPrograms();
    } catch (error) {
      return t.skip((error as Error).message);
    }
    const mine: Stops = [];
    try {
      const subject = await startFabric(programs, mine, () => undefined, ordering);
      mine.push(subject.close);
      await askAll(t, subject, asked);
    } finally {
      for (const stop of mine.reverse()) await stop();
    }
  });

test('rules fail where a network is not what its target says', async () => {
  const { target } = localnet!.contract!;
  const [first, second, ...rest] = target.organisations;
  const swapped = {
    ...target,
    organisations: [{ ...first!, mspRoot: second!.mspRoot }, { ...second!, mspRoot: first!.mspRoot }, ...rest],
  };
  const subject = await foreignSubject(swapped);
  try {
    const failed = async (name: string): Promise<string> => {
      const rule = rules.find((each) => `${each.group}/${each.name}` === name)!;
      const { outcome, because } = await askRule(rule, subject);
      assert.equal(outcome, 'failed', name);
      return because!;
    };
    assert.match(await failed('transaction/creator-signature'), /no root of \w+ has issued it/);
    assert.match(await failed('transaction/endorsements'), /no root of \w+ has issued it/);
    assert.match(await failed('ledger/genesis-roots'), /MSP/);
  } finally {
    subject.close();
  }
});

test('the command: any network as a file; what does not fit it is not applicable, with its reason', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-conformance-target-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'target.json');
  writeFileSync(file, JSON.stringify(localnet!.contract!.target));
  const { status, out, error } = await conformance(['--target', file, '--only', 'ta', '--json']);
  assert.equal(status, 0, out + error);
  const lines = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Counts & { group?: string; because?: string });
  const counts = lines.pop()!;
  assert.equal(counts.rules, lines.length);
  assert.ok(counts.passed > 0 && counts.notApplicable > 0 && counts.failed === 0);
  for (const { group, because } of lines) {
    if (group === 'state') assert.match(because!, /the test chaincode, which is not there/);
  }

  writeFileSync(file, JSON.stringify(localnet!.fixture!.target));
  const fixture = await conformance(['--target', file, '--only', 'state/absent-key']);
  assert.equal(fixture.status, 0, fixture.error);
  assert.match(
    fixture.out,
    /^ok {6}state\/absent-key +An absent key[^\n]*\n1 rules on the target in \d+ s: 1 passed, 0 failed, 0 not applicable\n$/,
  );
});

test('the command says what it cannot do', async () => {
  const away = await conformance(['--network', 'fabric'], { FABRIC_BIN: import.meta.dirname });
  assert.deepEqual([away.status, away.out], [3, '']);
  assert.match(away.error, /^Nothing was asked\. .*were not found/);
  for (const args of [
    ['--colour'],
    ['--network', 'paper'],
    ['--network', 'localnet', '--target', 'x'],
    ['--network', 'localnet', '--orderers', 'bft-4'],
    ['--network', 'fabric', '--orderers', 'x'],
    ['--release', '2.5'],
    ['--target', 'x', '--release', '1.4'],
  ]) {
    const { status, error } = await conformance(args);
    assert.equal(status, 2, args.join(' '));
    assert.match(error, /npm run conformance/);
  }
  const nowhere = await conformance(['--target', join(repositoryRoot, 'no-such-file.json')]);
  assert.equal(nowhere.status, 1);
  assert.match(nowhere.error, /^The network could not be used: /);
});
