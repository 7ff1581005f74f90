/** A test network: the fixture chaincode and a localnet in a folder of their own, gone after the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { NetworkDefinition } from '../definition.ts';
import { type Localnet, startLocalnet } from '../localnet.ts';
import { type ChaincodeProcess, freePort, startChaincode } from './chaincode-process.ts';
import { connectClient, type TestClient } from './client.ts';
import { testDefinition } from './definition.ts';

/** A running test network. */
export type TestNetwork = {
  definition: NetworkDefinition;
  dataDir: string;
  localnet: Localnet;
  chaincode: ChaincodeProcess;
  /** A client of an organisation's peer; closed with the network. */
  client: (...args: ClientArguments) => TestClient;
  close(): Promise<void>;
};
type ClientArguments = Parameters<typeof connectClient> extends [unknown, ...infer Rest] ? Rest : never;

/** Starts a test network, its chaincode's definition changed. */
export async function startTestNetwork(changes?: Partial<NetworkDefinition['chaincode']>): Promise<TestNetwork> {
  const port = await freePort();
  const chaincode = await startChaincode(port);
  const dataDir = temporaryFolder();
  const definition = testDefinition(chaincode.address, changes);
  const localnet = await startLocalnet({ definition, dataDir }).catch(async (error: Error) => {
    await chaincode.stop();
    throw error;
  });
  const clients: TestClient[] = [];
  return {
    definition,
    dataDir,
    localnet,
    chaincode,
    client: (...args) => {
      const client = connectClient(localnet.target, ...args);
      clients.push(client);
      return client;
    },
    close: async () => {
      for (const client of clients) client.close();
      await localnet.close();
      await chaincode.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A new folder for a test's data. */
export function temporaryFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'localnet-'));
}

/** A result's text. */
export function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString();
}
