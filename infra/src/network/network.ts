import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chaincodeDefinition, chaincodeServerCommand } from '@tallystick/contract';
import { type NetworkTarget, networkTarget, openLedger } from '@tallystick/ledger';
import type { NetworkDefinition } from '@tallystick/localnet';
import { channelName, organisations, recordKey } from '@tallystick/protocol';
import { repositoryRoot } from '../dev/options.ts';
import { listens } from '../dev/ports.ts';
import { type OtherDefinition, Service, type ServiceEvent } from '../dev/service.ts';
import { networkOrganisations } from './organisations.ts';

/** Where the embedded network listens, all on the loopback interface. */
export type NetworkPorts = Record<'health' | 'authority' | 'auditor' | 'chaincode', number>;

/** What the embedded network is started with. */
export type NetworkOptions = {
  /** Its data goes to `<dataDir>/localnet`, its logs to `<dataDir>/logs`. */
  readonly dataDir: string;
  /** Free ones when left out. */
  readonly ports?: NetworkPorts;
  /** Arguments of the runtime before localnet's program: fault tests load a module that way. */
  readonly localnetRuntime?: readonly string[];
  readonly report?: (event: ServiceEvent) => void;
};

/** The embedded network with the contract: two supervised processes. */
export type RunningNetwork = {
  readonly target: NetworkTarget;
  /** The target as a file, for services. */
  readonly targetFile: string;
  /** Process ids by service name (`localnet`, `contract`), for fault tests. */
  pids(): Record<string, number>;
  /** Stops or starts one organisation's peer, for fault tests; `who` is an MSP id. It takes effect soon after. */
  order(action: 'stop' | 'start', who: string): void;
  stop(): Promise<void>;
};

/** Label and hash of the chaincode's package; the embedded network takes any, as long as both ends name the same. */
const packageId = `${chaincodeDefinition.name}_${chaincodeDefinition.version}:embedded`;

/** Ports of the loopback interface that nobody listens on just now. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/** Ports are fixed before anything starts: a process that is restarted has to come back where it was. */
async function anyPorts(): Promise<NetworkPorts> {
  const [health, authority, auditor, chaincode] = (await freePorts(4)) as [number, number, number, number];
  return { health, authority, auditor, chaincode };
}

function definitionOf(ports: NetworkPorts): NetworkDefinition {
  const { name, version, endorsementPolicy, collections } = chaincodeDefinition;
  return {
    channel: channelName,
    organisations: networkOrganisations.map((organisation) => ({
      mspId: organisation.mspId,
      name: organisation.name,
      port: ports[organisation.name],
      users: organisation.users.map((user) => ({ ...user })),
    })),
    chaincode: {
      name,
      version,
      address: `127.0.0.1:${ports.chaincode}`,
      packageId,
      endorsementPolicy,
      collections: [...collections],
    },
  };
}

async function allListen(ports: readonly number[]): Promise<boolean> {
  return (await Promise.all(ports.map(listens))).every((open) => open);
}

/** Ready means more than listening: the contract has answered through each organisation's peer. */
async function contractAnswers(target: NetworkTarget, timeout: number): Promise<void> {
  const deadline = Date.now() + timeout;
  const ledger = await openLedger({ target, organisation: organisations.authority, user: 'api' });
  try {
    for (;;) {
      try {
        await ledger.evaluate(recordKey.policy('channel', 1));
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await sleep(50);
      }
    }
  } finally {
    await ledger.close();
  }
}

/** Reads a target file. @throws ZodError when it is none. */
export function readTarget(file: string): NetworkTarget {
  return networkTarget.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/**
 * Starts the embedded network and the contract, each a process of its own that is restarted when it dies, and resolves
 * once the contract answers. A second start on the same folder goes on where the first stopped.
 */
export async function startNetwork(options: NetworkOptions): Promise<RunningNetwork> {
  const dataDir = resolve(options.dataDir);
  const folder = join(dataDir, 'localnet');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const ports = options.ports ?? (await anyPorts());
  const definitionFile = join(folder, 'definition.json');
  writeFileSync(definitionFile, `${JSON.stringify(definitionOf(ports), null, 2)}\n`, { mode: 0o600 });
  const targetFile = join(folder, 'target.json');
  const server = chaincodeServerCommand(`127.0.0.1:${ports.chaincode}`, packageId);
  const definitions: OtherDefinition[] = [
    {
      name: 'contract',
      args: server.arguments,
      cwd: server.folder,
      env: server.environment,
      isReady: () => listens(ports.chaincode),
    },
    {
      name: 'localnet',
      args: [
        ...(options.localnetRuntime ?? []),
        join(repositoryRoot, 'chain', 'localnet', 'src', 'main.ts'),
        ...['--definition', definitionFile, '--data', folder, '--json', '--control'],
      ],
      cwd: repositoryRoot,
      env: {},
      isReady: async () => existsSync(targetFile) && (await allListen([ports.health, ports.authority, ports.auditor])),
    },
  ];
  const services = definitions.map(
    (definition) =>
      new Service<OtherDefinition>(definition, join(dataDir, 'logs'), options.report ?? (() => undefined)),
  );
  const stop = async (): Promise<void> => {
    await Promise.all(services.map((service) => service.stop()));
  };
  try {
    await Promise.all(services.map((service) => service.start()));
    const target = readTarget(targetFile);
    await contractAnswers(target, 30_000);
    const pids = (): Record<string, number> =>
      Object.fromEntries(
        services.flatMap(({ definition, pid }) => (pid === undefined ? [] : [[definition.name, pid]])),
      );
    const localnet = services.find(({ definition }) => definition.name === 'localnet')!;
    const order = (action: 'stop' | 'start', who: string): void => localnet.tell(`${action} ${who}`);
    return { target, targetFile, pids, order, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
