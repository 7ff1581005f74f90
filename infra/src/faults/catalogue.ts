import { setTimeout as sleep } from 'node:timers/promises';
import { deathSteps } from '../../../chain/localnet/src/testing/death-steps.ts';
import { until } from '../fabric/processes.ts';
import type { ControlledNetwork } from './controlled-network.ts';
import type { MutationKind } from './journal.ts';
import type { FaultServices, ServiceName } from './services.ts';
import type { SmallDisk } from './small-disk.ts';

/** Everything that can be hurt. */
export type Victims = {
  readonly network: ControlledNetwork;
  readonly services: FaultServices;
  /** Folders on small disks, by what stores there; without entries where none could be mounted. */
  readonly disks: Readonly<Record<string, SmallDisk>>;
};

/** What a fault is told of the load. */
export type Strain = {
  /** Attempts that were not acknowledged so far. */
  failures(): number;
  /** Resolves in the moment in which a client has got its next acknowledgement of one of these kinds. */
  acknowledgement(kinds: readonly MutationKind[]): Promise<void>;
};

/** One fault: it is done and put right again when `strike` resolves. */
export type Fault = { readonly name: string; strike(victims: Victims, strain: Strain): Promise<void> };

/** Milliseconds for which something stays away. */
const away = 1500;

/** Something that nobody starts again by itself. */
const gone = (name: string, said = `kill -9 ${name}`): Fault => ({
  name: said,
  strike: async ({ network }) => {
    network.kill(name);
    await sleep(away);
    await network.restore();
  },
});

/** A process of the embedded network, which its supervisor starts again by itself. */
const kill = (name: string): Fault => ({
  name: `kill -9 ${name}`,
  strike: async ({ network }) => {
    const before = network.pids()[name];
    network.kill(name);
    await until(`the return of ${name}`, 30, async () => network.pids()[name] !== before);
    await network.restore();
  },
});

/** At once after an acknowledgement: what stood only in its memory then would be lost. */
const killService = (name: ServiceName, kinds: readonly MutationKind[]): Fault => ({
  name: `kill -9 ${name}, the moment it has acknowledged`,
  strike: async ({ services }, { acknowledgement }) => {
    await acknowledgement(kinds);
    services.kill(name);
    // Its old process may still answer the very next question.
    await sleep(200);
    await services.ready(name);
  },
});

const dieAt = (step: string): Fault => ({
  name: `localnet dies: ${step}`,
  strike: async ({ network }) => {
    const before = network.pids().localnet;
    network.dieAt?.(step);
    await until(`the death of localnet (${step})`, 30, async () => network.pids().localnet !== before);
    await network.restore();
  },
});

const killLeader: Fault = {
  name: 'kill -9 the leading orderer',
  strike: async ({ network }) => {
    network.kill(await network.fabric!.leader());
    // Long enough for the other two to choose another one, which the load goes on with.
    await sleep(2 * away);
    await network.restore();
  },
};

const rebuild = (organisation: string): Fault => ({
  name: `everything stored by ${organisation}’s peer is deleted, and it joins anew`,
  strike: ({ network }) => network.fabric!.rebuildPeer(organisation),
});

const fullDisk = (of: string, putRight: (victims: Victims) => Promise<void>): Fault => ({
  name: `the disk of ${of} is full`,
  strike: async (victims, { failures }) => {
    const disk = victims.disks[of]!;
    const before = failures();
    disk.fill();
    // What is written in place goes on for a while: until it is felt, or for longer than anybody looks.
    const deadline = Date.now() + 20_000;
    while (failures() === before && Date.now() < deadline) await sleep(50);
    await sleep(away);
    disk.free();
    await putRight(victims);
  },
});

/** Of services that both networks have: with files that are there already they go on for long, so they are made to open them anew. */
const serviceDisks: readonly Fault[] = (['api', 'his-adapter'] as const).map((name) => ({
  name: `the disk of ${name} is full, and it is killed`,
  strike: async ({ disks, services }) => {
    const disk = disks[name]!;
    disk.fill();
    services.kill(name);
    await sleep(2 * away);
    disk.free();
    await services.ready(name);
  },
}));

const peers = ['peer.health', 'peer.authority', 'peer.auditor'];

/** What can become full, by network. */
export const diskNames = {
  embedded: ['localnet', 'api', 'his-adapter'],
  fabric: ['peer.authority', 'api', 'his-adapter'],
} as const;

/** Faults by network, in the order in which they strike. */
export const catalogue: Readonly<Record<ControlledNetwork['kind'], readonly Fault[]>> = {
  embedded: [
    kill('contract'),
    kill('localnet'),
    ...peers.map((name) => gone(name, `the port of ${name} is closed`)),
    ...deathSteps.map(dieAt),
    killService('api', ['commitment', 'answer', 'publication']),
    killService('his-adapter', ['authorisation', 'revocation']),
    fullDisk('localnet', ({ network }) => network.restore()),
    ...serviceDisks,
  ],
  fabric: [
    ...peers.map((name) => gone(name)),
    ...['chaincode.health', 'chaincode.authority', 'chaincode.auditor'].map((name) => gone(name)),
    killLeader,
    rebuild('authority'),
    killService('api', ['commitment', 'answer', 'publication']),
    killService('his-adapter', ['authorisation', 'revocation']),
    // A peer that did not die of it fails at every private value from then on, until it is started anew: its database stays closed.
    fullDisk('peer.authority', async ({ network }) => {
      if (network.pids()['peer.authority'] !== undefined) network.kill('peer.authority');
      await network.restore();
    }),
    ...serviceDisks,
  ],
};

/** Faults that can strike here: those of disks only where disks could be mounted. */
export function faultsFor({ network, disks }: Victims): { possible: Fault[]; impossible: Fault[] } {
  const all = catalogue[network.kind];
  const disk = (fault: Fault): string | undefined => /^the disk of (\S+) is full/.exec(fault.name)?.[1];
  const possible = all.filter((fault) => disk(fault) === undefined || disks[disk(fault)!] !== undefined);
  return { possible, impossible: all.filter((fault) => !possible.includes(fault)) };
}
