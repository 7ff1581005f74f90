import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FollowOptions, type Ledger, type LedgerBlock, openLedger } from '@tallystick/ledger';
import type { ChannelPolicyContent } from '@tallystick/protocol';
import { bootstrapPolicies } from '../bootstrap.ts';
import { type RunningNetwork, startNetwork } from '../network.ts';

/** Name of the export key that temporary networks begin with. */
export const exportKeyId = 'export-test';

/** A network in a folder of its own that goes when it is stopped, and the ledgers opened on it. */
export type TemporaryNetwork = RunningNetwork & {
  readonly dataDir: string;
  open(organisation: string, user: string, target?: RunningNetwork['target']): Promise<Ledger>;
};

/** Starts a network for tests, its first policies in force. */
export async function temporaryNetwork(channel: Partial<ChannelPolicyContent> = {}): Promise<TemporaryNetwork> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tallystick-network-'));
  const network = await startNetwork({ dataDir });
  const opened: Ledger[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(opened.map((ledger) => ledger.close()));
    await network.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    // Any point of the right form: no file is signed here.
    const exportKey = { keyId: exportKeyId, publicKey: `04${'5a'.repeat(64)}` };
    await bootstrapPolicies(network.target, { exportKey, channel });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ...network,
    dataDir,
    stop,
    open: async (organisation, user, target = network.target) => {
      const ledger = await openLedger({ target, organisation, user });
      opened.push(ledger);
      return ledger;
    },
  };
}

/** Follows a ledger until a block satisfies; rejects after `timeout` ms with the number of the last one seen. */
export async function followUntil(
  ledger: Ledger,
  from: number,
  done: (block: LedgerBlock) => boolean,
  options: Omit<FollowOptions, 'signal'> & { timeout?: number } = {},
): Promise<LedgerBlock[]> {
  const { timeout = 20_000, ...follow } = options;
  const seen: LedgerBlock[] = [];
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  try {
    for await (const block of ledger.blocks(from, { ...follow, signal: stop.signal })) {
      seen.push(block);
      if (!done(block)) continue;
      stop.abort();
      return seen;
    }
  } finally {
    clearTimeout(timer);
  }
  throw new Error(
    `followed ${seen.length} blocks, the last of them ${seen.at(-1)?.number}, and the wanted one did not come`,
  );
}

/** Polls until something holds; rejects after `timeout` ms. */
export async function until(holds: () => boolean | Promise<boolean>, what: string, timeout = 20_000): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`it did not come about in time: ${what}`);
    await sleep(25);
  }
}
