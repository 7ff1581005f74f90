import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NetworkTarget, openLedger } from '@tallystick/ledger';
import { recordKey } from '@tallystick/protocol';
import type { NetworkKind } from '../dev/ledger.ts';
import { repositoryRoot } from '../dev/options.ts';
import { isFree, listens, type Ports } from '../dev/ports.ts';
import { type Layout, portsOf } from '../fabric/layout.ts';
import { down, runningPids } from '../fabric/network.ts';
import { fabricNetwork } from '../fabric/ours.ts';
import { chaincodesOf, nodesOf } from '../fabric/process-definitions.ts';
import { startProcess, until } from '../fabric/processes.ts';
import { findPrograms } from '../fabric/programs.ts';
import { readTarget, startNetwork } from '../network/index.ts';
import { leaderOf } from './leader.ts';

/** A network whose processes can be killed one by one. */
export type ControlledNetwork = {
  readonly kind: NetworkKind;
  readonly targetFile: string;
  pids(): Record<string, number>;
  /** SIGKILL. The peers of the embedded network are no processes: their ports close and their connections end. */
  kill(name: string): void;
  /** Starts again what does not run; resolves once each organisation's peer and contract answer. */
  restore(): Promise<void>;
  stop(): Promise<void>;
  /** Of the embedded network: its process will die at a step (`die-at-step.ts`). */
  readonly dieAt?: (step: string) => void;
  /** Of Fabric. */
  readonly fabric?: {
    readonly layout: Layout;
    /** Name of the orderer that leads: it signed the newest block. */
    leader(): Promise<string>;
    /** Takes away everything that a peer of an organisation has stored, having killed it, and lets it join anew. */
    rebuildPeer(organisation: string): Promise<void>;
  };
};

/** Whether the contract answers through every organisation's own peer. */
async function allAnswer(target: NetworkTarget): Promise<boolean> {
  const answers = target.organisations.map(async (organisation) => {
    const [user = ''] = Object.keys(organisation.users);
    const alone = { ...target, organisations: [organisation] };
    const timeouts = { evaluate: 2000 };
    const ledger = await openLedger({ target: alone, organisation: organisation.mspId, user, timeouts });
    try {
      return (await ledger.evaluate(recordKey.policy('channel', 1))) !== undefined;
    } catch {
      return false;
    } finally {
      await ledger.close();
    }
  });
  return (await Promise.all(answers)).every(Boolean);
}

function killIn(pids: () => Record<string, number>): (name: string) => void {
  return (name) => {
    const pid = pids()[name];
    if (pid === undefined) throw new Error(`${name} does not run`);
    process.kill(pid, 'SIGKILL');
  };
}

const patience = 60;

async function embedded(dataDir: string): Promise<ControlledNetwork> {
  // The module that lets it die is loaded into localnet's process alone, and by nobody but this.
  const module = join(repositoryRoot, 'chain', 'localnet', 'src', 'testing', 'die-at-step.ts');
  const network = await startNetwork({ dataDir, localnetRuntime: ['--import', module] });
  const order = join(dataDir, 'localnet', 'die-at');
  const kill = killIn(network.pids);
  const peers = new Map(network.target.organisations.map(({ name, mspId }) => [`peer.${name}`, mspId]));
  return {
    kind: 'embedded',
    targetFile: network.targetFile,
    pids: network.pids,
    kill: (name) => {
      const mspId = peers.get(name);
      if (mspId === undefined) kill(name);
      else network.order('stop', mspId);
    },
    restore: async () => {
      for (const mspId of peers.values()) network.order('start', mspId);
      await until('the return of the network', patience, () => allAnswer(network.target));
    },
    stop: network.stop,
    dieAt: (step) => writeFileSync(order, step),
  };
}

async function fabric(dataDir: string, ports: Ports, interrupted?: AbortSignal): Promise<ControlledNetwork> {
  const programs = findPrograms();
  const ours = fabricNetwork({ dataDir, portBase: ports.phone, ordering: 'raft-3' });
  const { layout } = ours;
  const stop = async (): Promise<void> => void (await down(layout));
  const up = (): Promise<void> => ours.up(programs, () => undefined, interrupted);
  try {
    await up();
  } catch (error) {
    await stop();
    throw error;
  }
  const pids = (): Record<string, number> => runningPids(layout);
  const kill = killIn(pids);
  const ready = (): Promise<void> =>
    until('the return of the network', patience, async () => {
      const open = await Promise.all([...layout.peers, ...layout.orderers].map(({ port }) => listens(port)));
      return open.every(Boolean) && allAnswer(readTarget(ours.targetFile));
    });
  return {
    kind: 'fabric',
    targetFile: ours.targetFile,
    pids,
    kill,
    restore: async () => {
      const definitions = [...nodesOf(programs, layout), ...chaincodesOf(layout, ours.chaincode)];
      for (const definition of definitions) startProcess(layout.folder, definition);
      await ready();
    },
    stop,
    fabric: {
      layout,
      leader: () => leaderOf(ours.targetFile),
      rebuildPeer: async (organisation) => {
        const peer = layout.peers.find((each) => each.organisation.name === organisation)!;
        kill(peer.name);
        // A process that is ending loses its name before it lets go of its ports.
        const ports = portsOf(layout).filter(({ name }) => name === peer.name);
        await until(`the end of ${peer.name}`, 30, async () => {
          const free = await Promise.all(ports.map(({ port }) => isFree(port)));
          return pids()[peer.name] === undefined && free.every(Boolean);
        });
        rmSync(join(peer.folder, 'data'), { recursive: true });
        await up();
        await ready();
      },
    },
  };
}

/** Starts a network to be hurt, in a folder of its own; a start that is interrupted ends what it has started. */
export function startControlled(
  kind: NetworkKind,
  dataDir: string,
  ports: Ports,
  interrupted?: AbortSignal,
): Promise<ControlledNetwork> {
  return kind === 'fabric' ? fabric(dataDir, ports, interrupted) : embedded(dataDir);
}
