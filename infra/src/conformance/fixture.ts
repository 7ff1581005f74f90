import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type NetworkTarget, networkTarget } from '@tallystick/ledger';
import { repositoryRoot } from '../dev/options.ts';
import { listens } from '../dev/ports.ts';
import type { Layout } from '../fabric/layout.ts';
import { type ChaincodeDefinition, deploy, packageFor } from '../fabric/lifecycle.ts';
import { until } from '../fabric/processes.ts';
import type { FabricPrograms } from '../fabric/programs.ts';
import { freePorts } from '../network/network.ts';
import { put } from './subject.ts';
import { commit } from './wire/calls.ts';
import { Clients } from './wire/client.ts';

/** Folder of the test chaincode; its policy and collections stand in it. */
export const fixtureFolder: string = join(repositoryRoot, 'chain', 'localnet', 'test', 'chaincode');

/** What ends something that was started; the last is called first. */
export type Stops = (() => void | Promise<void>)[];

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** A localnet with the test chaincode, as `npm run localnet -- --chaincode` starts it. */
export async function fixtureOnLocalnet(folder: string, stops: Stops): Promise<NetworkTarget> {
  const main = join(repositoryRoot, 'chain', 'localnet', 'src', 'main.ts');
  const child = spawn(process.execPath, [main, '--chaincode', fixtureFolder, '--data', folder], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  stops.push(async () => {
    const exited = once(child, 'exit');
    if (child.exitCode === null && child.kill('SIGTERM')) await exited;
  });
  const said: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(said.join(''))));
  ended.catch(() => undefined);
  const line = once(createInterface({ input: child.stdout }), 'line') as Promise<[string]>;
  const [ready] = await Promise.race([line, ended]);
  return networkTarget.parse((JSON.parse(ready) as { target: unknown }).target);
}

const collections = JSON.parse(readFileSync(join(fixtureFolder, 'collections.json'), 'utf8')) as unknown[];
const base: ChaincodeDefinition = {
  name: 'fixture',
  version: '1.0',
  endorsementPolicy: readFileSync(join(fixtureFolder, 'policy.txt'), 'utf8').trim(),
  collections,
};

/**
 * The test chaincode beside the contract on a running Fabric network: one process for each peer. It may have more
 * collections than its folder says.
 */
export async function fixtureOnFabric(
  programs: FabricPrograms,
  layout: Layout,
  target: NetworkTarget,
  stops: Stops,
  more: readonly unknown[] = [],
): Promise<NetworkTarget> {
  const definition = { ...base, collections: [...collections, ...more] };
  const ports = await freePorts(layout.peers.length);
  const folder = join(layout.folder, 'fixture');
  const peers = layout.peers.map((peer, index) => ({ ...peer, chaincodePort: ports[index]! }));
  const ours: Layout = { ...layout, peers };
  mkdirSync(folder, { recursive: true });
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  for (const peer of peers) {
    const child = spawn(
      process.execPath,
      [
        join(repositoryRoot, 'node_modules', 'fabric-shim', 'cli.js'),
        ...['server', '--chaincode-address', `127.0.0.1:${peer.chaincodePort}`],
        ...['--chaincode-id', packageFor(definition, peer).packageId],
      ],
      { cwd: fixtureFolder, env: { ...process.env, CORE_CHAINCODE_LOGGING_LEVEL: 'error' }, stdio: 'ignore' },
    );
    stops.push(() => end(child));
  }
  await Promise.all(
    peers.map((peer) => until(`${peer.name}’s test chaincode listening`, 30, () => listens(peer.chaincodePort))),
  );
  await deploy(programs, ours, target.channel, definition, () => undefined);
  const fixture = { ...target, chaincode: definition.name };
  await working(fixture);
  return fixture;
}

/** "Committed" is not ready: a transaction through each peer is. */
async function working(target: NetworkTarget): Promise<void> {
  const clients = new Clients(target);
  try {
    for (const { mspId } of target.organisations) {
      const client = clients.at(mspId);
      await until(`a transaction through ${mspId}’s peer`, 60, () =>
        commit(client, put(`ready-${mspId}`, 'v')).then(
          ({ code }) => code === 0,
          () => false,
        ),
      );
    }
  } finally {
    clients.close();
  }
}
