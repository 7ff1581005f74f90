import { randomInt } from 'node:crypto';
import type { NetworkKind } from '../dev/ledger.ts';
import { reset, runningPids } from '../fabric/network.ts';
import { fabricNetwork } from '../fabric/ours.ts';
import { findPrograms } from '../fabric/programs.ts';
import { startNetwork } from '../network/index.ts';
import type { Pids } from './usage.ts';

/** A network that was started to be measured. */
export type MeasuredNetwork = {
  readonly targetFile: string;
  /** From nothing to ready: keys, channel and contract made, and the contract has answered. */
  readonly startSeconds: number;
  pids(): Pids;
  stop(): Promise<void>;
};

/** A row of ports that other networks hardly have: Fabric's settings want them before anything listens. */
const anyPortBase = (): number => 20_000 + 50 * randomInt(200);

/** What ends something that was started; may be called again. */
export type Stops = (() => Promise<void>)[];

/** Starts a network in an empty folder. What ends it is added to `stops`: Fabric's processes would outlive this one. */
export async function startMeasured(kind: NetworkKind, dataDir: string, stops: Stops): Promise<MeasuredNetwork> {
  const begin = performance.now();
  const sinceBegin = (): number => (performance.now() - begin) / 1000;
  if (kind === 'embedded') {
    const network = await startNetwork({ dataDir });
    stops.push(network.stop);
    return { ...network, startSeconds: sinceBegin() };
  }
  const network = fabricNetwork({ dataDir, portBase: anyPortBase(), ordering: 'raft-3' });
  const stop = (): Promise<void> => reset(network.layout);
  stops.push(stop);
  await network.up(findPrograms(), () => undefined);
  return {
    targetFile: network.targetFile,
    startSeconds: sinceBegin(),
    pids: () => runningPids(network.layout),
    stop,
  };
}
