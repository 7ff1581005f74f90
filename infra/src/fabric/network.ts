import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asAdministrator, osnadmin, runProgram } from './commands.ts';
import { builderFolder, writeConfigFolder } from './config-folder.ts';
import type { Layout } from './layout.ts';
import { type ChaincodeDefinition, deploy, packageFor } from './lifecycle.ts';
import { makeMaterial, organisationFolder } from './material.ts';
import { ordererSettings, peerSettings } from './node-settings.ts';
import { logFile, type NetworkProcess, pidOf, startProcess, stopProcess, until } from './processes.ts';
import type { FabricPrograms } from './programs.ts';

/** A chaincode and how its process is started. */
export type Chaincode = ChaincodeDefinition & {
  /** Folder of its package. */
  readonly folder: string;
  /** Program and first arguments of the chaincode server. */
  readonly server: readonly string[];
};

/** Every process of the network, in the order in which they start. */
export function processesOf(programs: FabricPrograms, layout: Layout, chaincode: Chaincode): NetworkProcess[] {
  const [server = '', ...serverArgs] = chaincode.server;
  return [
    ...layout.orderers.map((orderer) => ({
      name: orderer.name,
      program: programs.program.orderer,
      args: [],
      cwd: orderer.folder,
      env: ordererSettings(layout, orderer),
    })),
    ...layout.peers.map((peer) => ({
      name: peer.name,
      program: programs.program.peer,
      args: ['node', 'start'],
      cwd: peer.folder,
      env: {
        ...peerSettings(layout, peer),
        CORE_CHAINCODE_EXTERNALBUILDERS: JSON.stringify([
          { name: 'ccaas', path: builderFolder(layout), propagateEnvironment: [] },
        ]),
      },
    })),
    ...layout.peers.map((peer) => ({
      name: `chaincode.${peer.organisation.name}`,
      program: server,
      args: [
        ...serverArgs,
        ...['--chaincode-address', `127.0.0.1:${peer.chaincodePort}`],
        ...['--chaincode-id', packageFor(chaincode, peer).packageId],
      ],
      cwd: chaincode.folder,
      env: { CORE_CHAINCODE_LOGGING_LEVEL: 'warn', CORE_CHAINCODE_LOGGING_SHIM: 'warn' },
    })),
  ];
}

/** Starts the network, makes the channel, deploys the chaincode. What it started is ended again when it fails. */
export async function up(
  programs: FabricPrograms,
  layout: Layout,
  channel: string,
  chaincode: Chaincode,
  say: (line: string) => void,
): Promise<void> {
  mkdirSync(layout.folder, { recursive: true, mode: 0o700 });
  await makeMaterial(layout);
  writeConfigFolder(programs, layout);
  const genesis = join(layout.folder, `${channel}.block`);
  if (!existsSync(genesis)) {
    const args = ['-configPath', join(layout.folder, 'config'), '-profile', 'tallystick'];
    await runProgram(programs, 'configtxgen', [...args, '-channelID', channel, '-outputBlock', genesis]);
  }
  const started: string[] = [];
  try {
    const processes = processesOf(programs, layout, chaincode);
    for (const definition of processes) if (startProcess(layout.folder, definition)) started.push(definition.name);
    say(`Processes: ${started.length} started, ${processes.length - started.length} running already`);
    await Promise.all([...layout.orderers, ...layout.peers].map((node) => healthy(layout, node)));
    await joinChannel(programs, layout, channel, genesis);
    await deploy(programs, layout, channel, chaincode, say);
    writeTarget(layout, channel, chaincode.name);
  } catch (error) {
    for (const name of started.reverse()) await stopProcess(layout.folder, name);
    throw error;
  }
}

const processNames = (layout: Layout): string[] => [
  ...layout.peers.map((peer) => `chaincode.${peer.organisation.name}`),
  ...layout.peers.map(({ name }) => name),
  ...layout.orderers.map(({ name }) => name),
];

/** Process ids of what runs, by name. */
export function runningPids(layout: Layout): Record<string, number> {
  const found = processNames(layout).map((name) => [name, pidOf(layout.folder, name)] as const);
  return Object.fromEntries(found.filter((entry): entry is readonly [string, number] => entry[1] !== undefined));
}

/** Ends every process; the ledger stays. Returns how many were running. */
export async function down(layout: Layout): Promise<number> {
  const stopped = await Promise.all(processNames(layout).map((name) => stopProcess(layout.folder, name)));
  return stopped.filter(Boolean).length;
}

/** {@link down}, and everything that was stored is deleted. */
export async function reset(layout: Layout): Promise<void> {
  await down(layout);
  rmSync(layout.folder, { recursive: true, force: true });
}

async function healthy(layout: Layout, node: { name: string; operationsPort: number }): Promise<void> {
  await until(`${node.name} becoming healthy (log: ${logFile(layout.folder, node.name)})`, 30, async () => {
    if (pidOf(layout.folder, node.name) === undefined) {
      const log = readFileSync(logFile(layout.folder, node.name), 'utf8').trim().split('\n').slice(-3).join('\n');
      throw new Error(`${node.name} ended at its start:\n${log}`);
    }
    return fetch(`http://127.0.0.1:${node.operationsPort}/healthz`, { signal: AbortSignal.timeout(1000) }).then(
      (response) => response.ok,
      () => false,
    );
  });
}

/** The answer of a command once it succeeds: a node is healthy some moments before it listens for clients. */
async function eventually(command: () => Promise<string>): Promise<string> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      return await command();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}

async function joinChannel(programs: FabricPrograms, layout: Layout, channel: string, genesis: string): Promise<void> {
  await Promise.all(
    layout.orderers.map(async (orderer) => {
      const listed = await eventually(() => osnadmin(programs, layout, orderer, ['channel', 'list']));
      if (listed.includes(`"${channel}"`)) return;
      await osnadmin(programs, layout, orderer, ['channel', 'join', '--channelID', channel, '--config-block', genesis]);
    }),
  );
  await Promise.all(
    layout.peers.map(async ({ organisation }) => {
      const listed = await eventually(() => asAdministrator(programs, layout, organisation, ['channel', 'list']));
      if (listed.split('\n').includes(channel)) return;
      await asAdministrator(programs, layout, organisation, ['channel', 'join', '-b', genesis]);
    }),
  );
}

/** Where clients read how to reach the network: the same file as the embedded network writes. */
export const targetFile = (layout: Layout): string => join(layout.folder, 'target.json');

function writeTarget(layout: Layout, channel: string, chaincode: string): void {
  const organisations = layout.peers.map((peer) => {
    const home = organisationFolder(layout, peer.organisation);
    const user = (name: string): { certificate: string; key: string } => ({
      certificate: join(home, 'users', `${name}.pem`),
      key: join(home, 'users', `${name}.key`),
    });
    return {
      mspId: peer.organisation.mspId,
      name: peer.organisation.name,
      endpoint: `127.0.0.1:${peer.port}`,
      tlsServerName: 'localhost',
      tlsRoot: join(home, 'tls-root.pem'),
      mspRoot: join(home, 'msp-root.pem'),
      users: Object.fromEntries(peer.organisation.users.map(({ name }) => [name, user(name)])),
    };
  });
  // Whichever orderer leads signs the blocks.
  const orderer = organisations
    .filter(({ mspId }) => layout.orderers.some(({ organisation }) => organisation.mspId === mspId))
    .map(({ mspId, mspRoot }) => ({ mspId, mspRoot }));
  writeFileSync(targetFile(layout), `${JSON.stringify({ channel, chaincode, organisations, orderer }, null, 2)}\n`);
}
