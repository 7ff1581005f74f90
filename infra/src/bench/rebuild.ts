import { openLedger } from '@tallystick/ledger';
import { organisations } from '@tallystick/protocol';
import { dataOf } from '../api/client.ts';
import { readTarget } from '../network/index.ts';
import { ledgerSize } from './growth/ledger-size.ts';
import type { Figures } from './statistics.ts';

/** Starts an API that goes on where it stopped before; resolves once it is ready, that is, has read the whole ledger. */
export type StartReady = () => Promise<{ readonly url: string; stop(): Promise<void> }>;

/**
 * How fast a read model is built from block 0: the time of a first start in an empty folder, less that of a second, which only goes on.
 */
export async function rebuildFigures(start: StartReady, targetFile: string): Promise<Figures> {
  const seconds: number[] = [];
  let height = 0;
  for (const _ of ['from block 0', 'where it stopped']) {
    const begin = performance.now();
    const api = await start();
    seconds.push((performance.now() - begin) / 1000);
    ({ height } = (await dataOf<{ network: { height: number } }>(api.url, '{ network { height } }')).network);
    await api.stop();
  }
  const [first, second] = seconds as [number, number];
  const ledger = await openLedger({
    target: readTarget(targetFile),
    organisation: organisations.authority,
    user: 'api',
  });
  try {
    const { blocks, transactions } = await ledgerSize(ledger, height - 1);
    return {
      'rebuild: blocks on the ledger': blocks,
      'rebuild: transactions on the ledger': transactions,
      'rebuild: s': first - second,
      'rebuild: blocks per second': blocks / (first - second),
      'rebuild: transactions per second': transactions / (first - second),
    };
  } finally {
    await ledger.close();
  }
}
