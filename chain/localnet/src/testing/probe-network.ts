/** The recorded network again: the probe chaincode beside each of three organisations' peers, on a localnet. */
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { collectionDefinition, type NetworkDefinition } from '../definition.ts';
import { type Localnet, startLocalnet } from '../localnet.ts';
import { type ChaincodeProcess, freePort, PACKAGE_ID, startChaincode } from './chaincode-process.ts';
import { connectClient, type TestClient } from './client.ts';
import { testDefinition } from './definition.ts';
import { temporaryFolder } from './network.ts';
import { recordedFile } from './recorded.ts';

/** The recorded organisations, as their folders and chaincode processes are named. */
export const NAMES = { HealthMSP: 'health', AuthorityMSP: 'authority', AuditorMSP: 'auditor' } as const;
/** A recorded organisation. */
export type MspId = keyof typeof NAMES;
const MSP_IDS = Object.keys(NAMES) as MspId[];

/** The collections that the recorded network had. */
export function recordedCollections(): NetworkDefinition['chaincode']['collections'] {
  const text = recordedFile('probe-collections.json').toString();
  return z.array(collectionDefinition).parse(JSON.parse(text));
}

/** A localnet that stands for the recorded network. */
export class ProbeNetwork {
  readonly folder: string;
  readonly definition: NetworkDefinition;
  localnet!: Localnet;
  clients!: Record<MspId, TestClient>;
  readonly #others: TestClient[] = [];
  readonly #chaincodes = new Map<MspId, ChaincodeProcess>();

  private constructor(folder: string, definition: NetworkDefinition) {
    this.folder = folder;
    this.definition = definition;
  }

  /** Starts three chaincode processes and a localnet. */
  static async start(changes: Partial<NetworkDefinition['chaincode']> = {}): Promise<ProbeNetwork> {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'index.js'), recordedFile('probe-chaincode.js'));
    const manifest = { name: 'probe', version: '1.0.0', main: 'index.js' };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
    const shim = createRequire(import.meta.url).resolve('fabric-shim/package.json');
    symlinkSync(path.resolve(path.dirname(shim), '..'), path.join(folder, 'node_modules'));
    const chaincode = { name: 'probe', collections: recordedCollections(), ...changes };
    const definition = { ...testDefinition('127.0.0.1:1', chaincode), channel: 'tracing' };
    for (const organisation of definition.organisations) {
      organisation.users = organisation.users.map(({ attributes: _, ...user }) => user);
      organisation.chaincode = { address: `127.0.0.1:${await freePort()}`, packageId: PACKAGE_ID };
    }
    const network = new ProbeNetwork(folder, definition);
    try {
      await Promise.all(MSP_IDS.map((mspId) => network.startChaincode(mspId)));
      await network.open();
    } catch (error) {
      await network.close();
      throw error;
    }
    return network;
  }

  /** Starts the localnet and its clients. */
  async open(): Promise<void> {
    const { definition } = this;
    this.localnet = await startLocalnet({ definition, dataDir: path.join(this.folder, 'data') });
    const clients = MSP_IDS.map((mspId) => [mspId, connectClient(this.localnet.target, NAMES[mspId])]);
    this.clients = Object.fromEntries(clients) as Record<MspId, TestClient>;
  }

  /** Closes another client with the network. */
  also(client: TestClient): TestClient {
    this.#others.push(client);
    return client;
  }

  /** Opens the localnet again after it was closed. */
  async reopen(): Promise<void> {
    this.#closeClients();
    await this.open();
  }

  #closeClients(): void {
    for (const client of [...Object.values(this.clients ?? {}), ...this.#others.splice(0)]) client.close();
  }

  /** Stops the localnet; its data and the chaincodes stay. */
  async stop(): Promise<void> {
    this.#closeClients();
    await this.localnet?.close();
  }

  /** Starts an organisation's chaincode; again, when it was stopped. */
  async startChaincode(mspId: MspId): Promise<void> {
    const { address } = this.definition.organisations.find((each) => each.mspId === mspId)!.chaincode!;
    const port = Number(address.split(':')[1]);
    this.#chaincodes.set(mspId, await startChaincode(port, this.folder, { ORG: NAMES[mspId] }));
  }

  /** Sees to it that these organisations' chaincodes are stopped, and all others run. */
  async onlyStopped(...mspIds: MspId[]): Promise<void> {
    for (const [mspId, { child, stop }] of this.#chaincodes) {
      if (mspIds.includes(mspId)) await stop();
      else if (child.exitCode !== null || child.signalCode !== null) await this.startChaincode(mspId);
    }
  }

  /** Starts what peers are stopped. */
  async startPeers(): Promise<void> {
    await Promise.all(MSP_IDS.map((mspId) => this.localnet.startPeer(mspId)));
  }

  /** Stops everything and removes its folder. */
  async close(): Promise<void> {
    await this.stop();
    await Promise.all([...this.#chaincodes.values()].map((chaincode) => chaincode.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
