/** Putting the parts of a network together. */
import { type Material, type OrganisationMaterial, type PemPaths, readPair, readPem } from './certificates/material.ts';
import { ChaincodeConnection } from './chaincode/connection.ts';
import { checkConfiguration } from './configured-organisations.ts';
import { type NetworkDefinition, ORDERER_MSP } from './definition.ts';
import type { Endpoint } from './endpoint.ts';
import type { Ledger } from './ledger/ledger.ts';
import { type Chaincode, compileChaincode } from './lifecycle.ts';
import { definitionEnvelope, nextSequence } from './lifecycle-commit.ts';
import type { Logger } from './log.ts';
import { type SigningIdentity, signingIdentity } from './msp/identity.ts';
import { Membership } from './msp/msp.ts';
import { outOf } from './msp/policy.ts';
import type { Network } from './network.ts';
import { genesisEnvelope } from './orderer/genesis.ts';
import { Orderer } from './orderer/orderer.ts';
import { ChannelAccess } from './peer/channel-access.ts';
import { Endorser } from './peer/endorser.ts';
import { Gossip } from './peer/gossip.ts';
import type { EndorsementRules } from './validation/endorsement.ts';

/** How long one chaincode call may run, in milliseconds: Fabric's default. */
const EXECUTE_TIMEOUT = 30_000;

/** Puts a network together, and commits what its ledger does not have yet: its configuration, its chaincode's definition. */
export function assemble(
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
  const ordererIdentity = identityOf(ORDERER_MSP, material.orderer.node);
  const commit = (envelopes: Uint8Array[]): void => ledger.commit(envelopes, ordererIdentity, rules);
  const { executeTimeout = EXECUTE_TIMEOUT } = definition.chaincode;
  const gossip = new Gossip(mspIds);
  const endorsers = material.organisations.map((organisation, index) => {
    const { address, packageId } = definition.organisations[index]!.chaincode ?? chaincode;
    const identity = identityOf(organisation.mspId, organisation.node);
    const connection = new ChaincodeConnection(address, packageId, executeTimeout);
    return new Endorser(identity, endpoints[index]!.address, connection, { ledger, gossip });
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
    gossip,
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
  const administrator = identityOf(first!.mspId, first!.administrator);
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

function identityOf(mspId: string, paths: PemPaths): SigningIdentity {
  const { certificate, key } = readPair(paths);
  return signingIdentity(mspId, certificate, key);
}
