import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureExportKey } from '@tallystick/graphql';
import { type Committed, type Ledger, openLedger } from '@tallystick/ledger';
import { anchorOf, maxNamesPerPurge, organisations, recordKey } from '@tallystick/protocol';
import { bootstrapPolicies, readTarget } from '../../network/index.ts';
import { type Stops, startMeasured } from '../measured-network.ts';
import { createTurns } from '../turns.ts';
import { diskBytes, type LedgerSize, ledgerSize } from './ledger-size.ts';
import type { GrowthOptions } from './options.ts';

/** What the ledger held at one moment, since before the first commitment; only `diskBytes` is a whole. */
export type Stage = LedgerSize & {
  readonly name: string;
  /** Commitments until then. */
  readonly commitments: number;
  /** Private values purged until then, those of the stages before included. */
  readonly purged: number;
  readonly diskBytes: number;
};

/** Commitments that are anchored one by one at first: what a ledger without batches would keep. */
const singles = 100;
/** Transactions under way at once. */
const most = 8;

const random = (bytes: number): string => randomBytes(bytes).toString('hex');

/** Anchors new commitments; resolves with the record's key and where it stands. */
async function anchor(ledger: Ledger, count: number): Promise<{ key: string; committed: Committed }> {
  const { root, entries } = anchorOf(Array.from({ length: count }, () => random(32)));
  const committed = await ledger.submit({
    name: 'encounters:anchor',
    argument: { root, count },
    private: { salt: random(32), roots: entries.map(({ value }) => value) },
  });
  return { key: recordKey.anchor(root), committed };
}

/** Anchors commitments in steps, looking at the ledger after each, and once more when everything has been purged. */
export async function measureGrowth(options: GrowthOptions, dataDir: string, stops: Stops): Promise<Stage[]> {
  const network = await startMeasured(options.network, dataDir, stops);
  const target = readTarget(network.targetFile);
  await bootstrapPolicies(target, {
    exportKey: ensureExportKey(join(dataDir, 'export-key.json')),
    channel: { retentionSeconds: options.retention, alignToDay: false },
  });
  const ledger = await openLedger({ target, organisation: organisations.authority, user: 'api' });
  stops.push(() => ledger.close());

  const turns = createTurns(most);
  const keys: string[] = [];
  let last = 0;
  let commitments = 0;
  const commit = async (transactions: number, size: number): Promise<void> => {
    const anchored = Array.from({ length: transactions }, () => turns(() => anchor(ledger, size)));
    for (const { key, committed } of await Promise.all(anchored)) {
      keys.push(key);
      last = Math.max(last, committed.block);
    }
    commitments += transactions * size;
  };
  // The first transaction shows which block is the newest of what went before.
  await commit(1, 1);
  let before = await ledgerSize(ledger, last);
  commitments = 0;
  const look = async (name: string, purged = 0): Promise<Stage> => {
    const now = await ledgerSize(ledger, last);
    return {
      name,
      commitments,
      purged,
      blocks: now.blocks - before.blocks,
      transactions: now.transactions - before.transactions,
      blockBytes: now.blockBytes - before.blockBytes,
      privateBytes: now.privateBytes - before.privateBytes,
      diskBytes: diskBytes(network.peerFolder),
    };
  };

  const stages: Stage[] = [];
  await commit(singles, 1);
  stages.push(await look('one each'));
  before = await ledgerSize(ledger, last);
  commitments = 0;
  for (const step of options.steps) {
    await commit((step - commitments) / options.batch, options.batch);
    stages.push(await look(`batches of ${options.batch}`));
  }
  await sleep((options.retention + 1) * 1000);
  for (let from = 0; from < keys.length; from += maxNamesPerPurge) {
    const names = keys.slice(from, from + maxNamesPerPurge);
    const { block } = await ledger.submit({ name: 'purge:purge', argument: { collection: 'roots', names } });
    last = Math.max(last, block);
  }
  // What the singles kept is purged too, so this is what was private before them at most: nothing.
  before = { ...before, privateBytes: 0 };
  stages.push(await look('after purge', keys.length));
  return stages;
}
