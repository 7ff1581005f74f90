/** Putting a network together, starting and stopping it. */
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { assemble } from './assemble.ts';
import { type Material, prepareMaterial, readPair } from './certificates/material.ts';
import { type NetworkDefinition, networkDefinition, ORDERER_MSP } from './definition.ts';
import { lockDirectory } from './directory-lock.ts';
import type { Endpoint } from './endpoint.ts';
import { Ledger } from './ledger/ledger.ts';
import { type Logger, silent } from './log.ts';
import type { StartOptions, StopOptions } from './orders.ts';
import { Peers } from './peers.ts';
import { type NetworkTarget, writeTarget } from './target.ts';

/** What one should know before trusting a localnet; said at every start. */
export const ONE_OPERATOR =
  'localnet: one operator holds the keys of every organisation. This network shows how the parts work together; ' +
  'it gives no distrust between organisations.';

/** What a localnet is started with. */
export type LocalnetOptions = {
  definition: NetworkDefinition;
  /** Made with mode 0700 when it is absent. */
  dataDir: string;
  /** Refuse to start, unless `pilot` is set too. */
  production?: boolean;
  pilot?: boolean;
  log?: Logger;
};

/** A running network. */
export type Localnet = {
  target: NetworkTarget;
  height(): bigint;
  /** Closes one organisation's port and ends its connections at once; the others go on without it. */
  stopPeer(mspId: string, options?: StopOptions): void;
  /** Opens it again, on the same port; resolves when it serves. It has every block at once. */
  startPeer(mspId: string, options?: StartOptions): Promise<void>;
  /** Nothing is ordered any more; peers go on answering. */
  stopOrderer(): void;
  /** Resolves when transactions are ordered again. */
  startOrderer(options?: Pick<StartOptions, 'servesAfter'>): Promise<void>;
  close(): Promise<void>;
};

/**
 * Starts a network; when this resolves, it serves.
 * @throws Error with a sentence that says what to do
 */
export async function startLocalnet(options: LocalnetOptions): Promise<Localnet> {
  const log = options.log ?? silent;
  if (options.production && !options.pilot) {
    throw new Error(`${ONE_OPERATOR} It refuses to run in production; start it with --pilot if this is one.`);
  }
  log.warn(ONE_OPERATOR);
  const definition = networkDefinition.parse(options.definition);
  const dataDir = path.resolve(options.dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const closers: (() => void | Promise<void>)[] = [lockDirectory(dataDir)];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return await start(definition, dataDir, log, closers, closeAll);
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function start(
  definition: NetworkDefinition,
  dataDir: string,
  log: Logger,
  closers: (() => void | Promise<void>)[],
  closeAll: () => Promise<void>,
): Promise<Localnet> {
  const ledger = new Ledger(path.join(dataDir, 'localnet.sqlite'));
  closers.push(() => ledger.close());
  const material = await prepareMaterial(path.join(dataDir, 'organisations'), definition);
  const peers = new Peers();
  closers.push(() => peers.close());
  for (const [index, { mspId, port }] of definition.organisations.entries()) {
    await peers.bind(mspId, port, readPair(material.organisations[index]!.tls));
  }
  const { endpoints } = peers;
  const network = assemble(definition, material, endpoints, ledger, log);
  closers.push(() => {
    network.orderer.close();
    for (const endorser of network.endorsers) endorser.close();
  });
  peers.serve(network);
  const target = targetOf(definition, material, endpoints);
  writeTarget(path.join(dataDir, 'target.json'), target);
  return {
    target,
    height: () => BigInt(ledger.height),
    stopPeer: (mspId, options) => peers.stop(network, mspId, options),
    startPeer: (mspId, options) => peers.start(network, mspId, options),
    stopOrderer: () => network.orderer.stop(),
    startOrderer: ({ servesAfter } = {}) => network.orderer.start(servesAfter),
    close: closeAll,
  };
}

function targetOf(definition: NetworkDefinition, material: Material, endpoints: Endpoint[]): NetworkTarget {
  return {
    channel: definition.channel,
    chaincode: definition.chaincode.name,
    organisations: material.organisations.map((organisation, index) => ({
      mspId: organisation.mspId,
      name: organisation.name,
      endpoint: endpoints[index]!.address,
      tlsServerName: 'localhost',
      tlsRoot: organisation.tlsRoot.certificate,
      mspRoot: organisation.mspRoot.certificate,
      users: organisation.users,
    })),
    orderer: { mspId: ORDERER_MSP, mspRoot: material.orderer.mspRoot.certificate },
  };
}
