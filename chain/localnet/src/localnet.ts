/** Putting a network together, starting and stopping it. */
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Material, type OrganisationMaterial, prepareMaterial, readPem } from './certificates/material.ts';
import { ChaincodeConnection } from './chaincode/connection.ts';
import { checkConfiguration } from './configured-organisations.ts';
import { type NetworkDefinition, networkDefinition, ORDERER_MSP } from './definition.ts';
import { lockDirectory } from './directory-lock.ts';
import { Ledger } from './ledger/ledger.ts';
import { type Chaincode, compileChaincode } from './lifecycle.ts';
import { definitionEnvelope, nextSequence } from './lifecycle-commit.ts';
import { type Logger, silent } from './log.ts';
import { type SigningIdentity, signingIdentity } from './msp/identity.ts';
import { Membership } from './msp/msp.ts';
import { outOf } from './msp/policy.ts';
import type { Network } from './network.ts';
import { genesisEnvelope } from './orderer/genesis.ts';
import { Orderer } from './orderer/orderer.ts';
import { ChannelAccess } from './peer/channel-access.ts';
import { Endorser } from './peer/endorser.ts';
import { bindEndpoint, type Endpoint, serve, stopEndpoint } from './server.ts';
import { type NetworkTarget, writeTarget } from './target.ts';
import type { EndorsementRules } from './validation/endorsement.ts';

/** How long one chaincode call may run, in milliseconds: Fabric's default. */
const EXECUTE_TIMEOUT = 30_000;

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
export type Localnet = { target: NetworkTarget; height(): bigint; close(): Promise<void> };

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
  const endpoints: Endpoint[] = [];
  closers.push(async () => {
    await Promise.all(endpoints.map(stopEndpoint));
  });
  for (const [index, { port }] of definition.organisations.entries()) {
    endpoints.push(await bindEndpoint(port, readPair(material.organisations[index]!.tls)));
  }
  const network = assemble(definition, material, endpoints, ledger, log);
  closers.push(() => {
    for (const endorser of network.endorsers) endorser.close();
  });
  for (const [index, endpoint] of endpoints.entries()) serve(endpoint, network, network.endorsers[index]!);
  const target = targetOf(definition, material, endpoints);
  writeTarget(path.join(dataDir, 'target.json'), target);
  return { target, height: () => BigInt(ledger.height), close: closeAll };
}

function assemble(
  definition: NetworkDefinition,
  material: Material,
  endpoints: Endpoint[],
  ledger: Ledger,
  log: Logger,
): Network {
  const { channel } = definition;
  const chaincode = compileChaincode(definition);
  const all = [...material.organisations, material.orderer];
  const roots = all.map(({ mspId, mspRoot }): [string, string] => [mspId, readPem(mspRoot.certificate)]);
  const membership = new Membership(Object.fromEntries(roots));
  const mspIds = definition.organisations.map(({ mspId }) => mspId);
  const rules: EndorsementRules & { channel: string } = {
    channel,
    membership,
    chaincode,
    lifecyclePolicy: majority(mspIds),
  };
  const ordererIdentity = identityOf(material.orderer);
  const commit = (envelopes: Uint8Array[]): void => ledger.commit(envelopes, ordererIdentity, rules);
  const { executeTimeout = EXECUTE_TIMEOUT } = definition.chaincode;
  const endorsers = material.organisations.map((organisation, index) => {
    const { address, packageId } = definition.organisations[index]!.chaincode ?? chaincode;
    const connection = new ChaincodeConnection(address, packageId, executeTimeout);
    return new Endorser(identityOf(organisation), endpoints[index]!.address, connection, ledger);
  });
  if (ledger.height === 0) ledger.commitGenesis(genesisOf(channel, material, endpoints));
  else checkConfiguration(ledger.blocks.bytes(0)!, definition);
  commitDefinition({ channel, chaincode, material, endorsers, ledger, commit });
  return {
    channel,
    chaincode,
    access: new ChannelAccess(channel, membership, mspIds),
    ledger,
    orderer: new Orderer(commit),
    endorsers,
    log,
  };
}

/** Commits the chaincode's definition when it is new or has changed. */
function commitDefinition(options: {
  channel: string;
  chaincode: Chaincode;
  material: Material;
  endorsers: Endorser[];
  ledger: Ledger;
  commit: (envelopes: Uint8Array[]) => void;
}): void {
  const { channel, chaincode, material, endorsers, ledger, commit } = options;
  const height = ledger.height - 1;
  const sequence = nextSequence(chaincode, ledger.state, height);
  if (sequence === undefined) return;
  const [first] = material.organisations;
  const administrator = signingIdentity(first!.mspId, ...pemPair(first!.administrator));
  commit([definitionEnvelope({ channel, chaincode, sequence, administrator, endorsers, ledger, at: new Date() })]);
  if (nextSequence(chaincode, ledger.state, ledger.height - 1) !== undefined) {
    throw new Error(`the definition of chaincode ${chaincode.name} could not be committed`);
  }
}

function genesisOf(channel: string, material: Material, endpoints: Endpoint[]): Uint8Array {
  const configured = (organisation: OrganisationMaterial, port: number) => ({
    mspId: organisation.mspId,
    mspRoot: readPem(organisation.mspRoot.certificate),
    tlsRoot: readPem(organisation.tlsRoot.certificate),
    port,
  });
  const organisations = material.organisations.map((each, index) => configured(each, endpoints[index]!.port));
  const ordering = {
    ...configured(material.orderer, endpoints[0]!.port),
    tlsCertificate: readPem(material.orderer.tls.certificate),
  };
  return genesisEnvelope(channel, organisations, ordering, new Date());
}

/** `/Channel/Application/LifecycleEndorsement`: the majority of the organisations' peers. */
function majority(mspIds: string[]): EndorsementRules['lifecyclePolicy'] {
  return outOf(
    Math.floor(mspIds.length / 2) + 1,
    mspIds.map((mspId) => ({ mspId, role: 'peer' })),
  );
}

function identityOf({ mspId, node }: OrganisationMaterial): SigningIdentity {
  return signingIdentity(mspId, ...pemPair(node));
}

function pemPair(paths: { certificate: string; key: string }): [string, string] {
  return [readPem(paths.certificate), readPem(paths.key)];
}

function readPair(paths: { certificate: string; key: string }): { certificate: string; key: string } {
  const [certificate, key] = pemPair(paths);
  return { certificate, key };
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
