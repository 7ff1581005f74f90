import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { blockApplier, dumpReadModel, openReadModel } from '@tallystick/graphql';
import { type Ledger, type NetworkTarget, openLedger, type Submission } from '@tallystick/ledger';
import { organisations, recordKey, type TransactionName } from '@tallystick/protocol';
import { freeRow } from '../dev/free-row.ts';
import type { NetworkKind } from '../dev/ledger.ts';
import { missingFabric } from '../fabric/missing.ts';
import { bootstrapPolicies, readTarget } from '../network/index.ts';
import { anchor, answers, exportRecord, patient } from '../network/testing/requests.ts';
import { startControlled } from './controlled-network.ts';
import { normalised } from './normalised.ts';

const { health, authority, auditor } = organisations;
const missing = missingFabric();
const retentionSeconds = 3;
const exportKey = { keyId: 'export-test', publicKey: `04${'5a'.repeat(64)}` };

type Step = { readonly by: 'api' | 'adapter'; readonly submission: Submission<TransactionName> };

/** One history, every input fixed: what is random in it is drawn once and sent to both networks. */
async function history(): Promise<{ steps: Step[]; purge: Step }> {
  const [first, second, third] = [await patient(), await patient(), await patient()];
  const steps: Step[] = [];
  const add = <N extends TransactionName>(by: Step['by'], submission: Submission<N>): void => {
    steps.push({ by, submission: submission as unknown as Submission<TransactionName> });
  };
  const firstAnchor = anchor(3);
  add('api', firstAnchor);
  add('adapter', first.authorise);
  add('adapter', second.authorise);
  add('api', anchor(40));
  add('api', first.publish);
  // Asked again: the first effect answers, and nothing is written.
  add('api', first.publish);
  add('api', answers([0, 1, 1, 0]));
  add('api', exportRecord({ sequence: 1, previous: null, firstBlock: 0, lastBlock: 10, keyId: exportKey.keyId }));
  add('adapter', first.revoke);
  const again = { ...third.authorise.argument, supersedes: second.id };
  add('adapter', { ...third.authorise, argument: again });
  add('api', third.publish);
  add('api', firstAnchor);
  const names = [recordKey.publication(first.id), recordKey.publication(third.id)];
  const submission: Submission<'purge:purge'> = { name: 'purge:purge', argument: { collection: 'keys', names } };
  return { steps, purge: { by: 'api', submission: submission as unknown as Submission<TransactionName> } };
}

/** A network with its policies in force, and its end. */
type Stage = { readonly target: NetworkTarget; stop(): Promise<void> };

async function stageOn(kind: NetworkKind): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tallystick-history-'));
  const network = await startControlled(kind, dataDir, await freeRow());
  const target = readTarget(network.targetFile);
  const stop = async (): Promise<void> => {
    await network.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await bootstrapPolicies(target, { exportKey, channel: { retentionSeconds, alignToDay: false } });
    return { target, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Plays the history; the dumps of the read models that Authority and Auditor build of it. */
async function playedOn({ target }: Stage, { steps, purge }: Awaited<ReturnType<typeof history>>): Promise<string[][]> {
  const ledgers: Ledger[] = [];
  const open = async (organisation: string, user: string): Promise<Ledger> => {
    const ledger = await openLedger({ target, organisation, user });
    ledgers.push(ledger);
    return ledger;
  };
  try {
    const users = { api: await open(authority, 'api'), adapter: await open(health, 'adapter') };
    let last = 0;
    for (const { by, submission } of steps) last = Math.max(last, (await users[by].submit(submission)).block);
    await sleep((retentionSeconds + 2) * 1000);
    last = Math.max(last, (await users[purge.by].submit(purge.submission)).block);
    return await Promise.all([users.api, await open(auditor, 'auditor')].map((ledger) => builtFrom(ledger, last)));
  } finally {
    await Promise.all(ledgers.map((ledger) => ledger.close()));
  }
}

async function builtFrom(ledger: Ledger, last: number): Promise<string[]> {
  const model = openReadModel(':memory:');
  const apply = blockApplier(model);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), 60_000);
  for await (const block of ledger.blocks(0, { signal: stop.signal })) {
    apply(block);
    if (block.number >= last) stop.abort();
  }
  clearTimeout(timer);
  assert.ok(model.height() > last, 'every block was read');
  return dumpReadModel(model);
}

test('one history on localnet and on Fabric: the same read model, for the Authority and for the Auditor', {
  skip: missing === undefined ? false : `Fabric did not run: ${missing}`,
  timeout: 240_000,
}, async (t) => {
  const stages: Stage[] = [];
  t.after(() => Promise.all(stages.map((stage) => stage.stop())));
  for (const kind of ['embedded', 'fabric'] as const) stages.push(await stageOn(kind));
  // Made when the policies are in force on both: an export's window ends after its key's approval.
  const given = await history();
  const [embedded = [], fabric = []] = [await playedOn(stages[0]!, given), await playedOn(stages[1]!, given)];
  assert.equal(embedded.length, 2);
  for (const [at, dump] of embedded.entries()) {
    const expected = normalised(dump);
    assert.deepEqual(normalised(fabric[at]!), expected);
    for (const table of ['blocks', 'transactions', 'records', 'commitments', 'answers', 'private_values']) {
      assert.ok(
        expected.some((line) => line.startsWith(`${table} `)),
        `${table} has rows`,
      );
    }
    assert.ok(
      expected.some((line) => /"purged_in":\d/.test(line)),
      'something was purged',
    );
  }
});
