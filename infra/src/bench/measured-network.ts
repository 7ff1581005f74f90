import { randomInt } from 'node:crypto';
import { join } from 'node:path';
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
  /** Folder with all that one peer keeps; on the embedded network all of its peers and the orderer share it. */
  readonly peerFolder: string;
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
    return { ...network, startSeconds: sinceBegin(), peerFolder: join(dataDir, 'localnet') };
  }
  const network = fabricNetwork({ dataDir, portBase: anyPortBase(), ordering: 'raft-3' });
  const stop = (): Promise<void> => reset(network.layout);
  stops.push(stop);
  await network.up(findPrograms(), () => undefined);
  return {
    targetFile: network.targetFile,
    startSeconds: sinceBegin(),
    peerFolder: network.layout.peers[0]!.folder,
    pids: () => runningPids(network.layout),
    stop,
  };
}
