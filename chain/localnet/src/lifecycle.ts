/** The chaincode's definition on the ledger: namespace `_lifecycle`, as Fabric's own lifecycle writes it. */
import { peer } from '@hyperledger/fabric-protos';
import type { CollectionDefinition, NetworkDefinition } from './definition.ts';
import type { Simulator } from './ledger/simulator.ts';
import { type Policy, policyEnvelope } from './msp/policy.ts';
import { parsePolicy } from './msp/policy-expression.ts';
import { bytesField, messageField, varintField } from './protoutil/wire.ts';

/** The namespace in which definitions stand. */
export const LIFECYCLE = '_lifecycle';

/** A collection with its policies compiled. */
export type Collection = {
  definition: CollectionDefinition;
  members: Set<string>;
  /** Replaces the chaincode's endorsement policy for this collection's keys. */
  endorsementPolicy: Policy | undefined;
};

/** The chaincode with its policies compiled. */
export type Chaincode = {
  name: string;
  version: string;
  address: string;
  packageId: string;
  endorsementPolicy: Policy;
  collections: Map<string, Collection>;
};

/** Compiles the definition's chaincode. */
export function compileChaincode({ chaincode }: NetworkDefinition): Chaincode {
  const { name, version, address, packageId } = chaincode;
  return {
    name,
    version,
    address,
    packageId,
    endorsementPolicy: parsePolicy(chaincode.endorsementPolicy),
    collections: new Map(
      chaincode.collections.map((definition) => [
        definition.name,
        {
          definition,
          members: new Set(parsePolicy(definition.policy).principals.map(({ mspId }) => mspId)),
          endorsementPolicy: definition.endorsementPolicy && parsePolicy(definition.endorsementPolicy.signaturePolicy),
        },
      ]),
    ),
  };
}

/** The keys of a definition's fields. */
function fieldKey(chaincode: string, field: string): string {
  return `namespaces/fields/${chaincode}/${field}`;
}

/** The key that holds the definition's sequence: every transaction reads it. */
export function sequenceKey(chaincode: string): string {
  return fieldKey(chaincode, 'Sequence');
}

/** What the peer itself reads for a call: the sequence, and all of the definition once a collection is touched. */
export function readDefinition(simulator: Simulator, chaincode: string, usesCollections: boolean): void {
  simulator.get(sequenceKey(chaincode), LIFECYCLE);
  if (!usesCollections) return;
  for (const field of ['Collections', 'EndorsementInfo', 'ValidationInfo']) {
    simulator.get(fieldKey(chaincode, field), LIFECYCLE);
  }
  simulator.get(`namespaces/metadata/${chaincode}`, LIFECYCLE);
}

/** The fields of a definition as they stand in the state, the sequence left out. */
export function definitionFields(chaincode: Chaincode): Map<string, Uint8Array> {
  const validation = new peer.ApplicationPolicy();
  validation.setSignaturePolicy(policyEnvelope(chaincode.endorsementPolicy));
  // lifecycle.ChaincodeEndorsementInfo and ChaincodeValidationInfo, each a StateData of bytes.
  const endorsementInfo = Buffer.concat([bytesField(1, chaincode.version), bytesField(3, 'escc')]);
  const validationInfo = Buffer.concat([bytesField(1, 'vscc'), bytesField(2, validation.serializeBinary())]);
  const fields = new Map<string, Uint8Array>([
    [fieldKey(chaincode.name, 'Collections'), messageField(2, collectionPackage(chaincode).serializeBinary())],
    [fieldKey(chaincode.name, 'EndorsementInfo'), messageField(2, endorsementInfo)],
    [fieldKey(chaincode.name, 'ValidationInfo'), messageField(2, validationInfo)],
  ]);
  const names = ['Sequence', 'EndorsementInfo', 'ValidationInfo', 'Collections'];
  const metadata = [bytesField(1, 'ChaincodeDefinition'), ...names.map((name) => bytesField(2, name))];
  fields.set(`namespaces/metadata/${chaincode.name}`, Buffer.concat(metadata));
  return fields;
}

/** A sequence as it stands in the state. */
export function sequenceValue(sequence: number): Uint8Array {
  return varintField(1, sequence);
}

/** The arguments of `CommitChaincodeDefinition`. */
export function commitArguments(chaincode: Chaincode, sequence: number): peer.lifecycle.CommitChaincodeDefinitionArgs {
  const validation = new peer.ApplicationPolicy();
  validation.setSignaturePolicy(policyEnvelope(chaincode.endorsementPolicy));
  const args = new peer.lifecycle.CommitChaincodeDefinitionArgs();
  args.setSequence(sequence);
  args.setName(chaincode.name);
  args.setVersion(chaincode.version);
  args.setValidationParameter(validation.serializeBinary());
  args.setCollections(collectionPackage(chaincode));
  return args;
}

function collectionPackage(chaincode: Chaincode): peer.CollectionConfigPackage {
  const configs = new peer.CollectionConfigPackage();
  configs.setConfigList([...chaincode.collections.values()].map(collectionConfig));
  return configs;
}

function collectionConfig({ definition, endorsementPolicy }: Collection): peer.CollectionConfig {
  const members = new peer.CollectionPolicyConfig();
  members.setSignaturePolicy(policyEnvelope(parsePolicy(definition.policy)));
  const config = new peer.StaticCollectionConfig();
  config.setName(definition.name);
  config.setMemberOrgsPolicy(members);
  config.setRequiredPeerCount(definition.requiredPeerCount);
  config.setMaximumPeerCount(definition.maxPeerCount);
  config.setBlockToLive(definition.blockToLive);
  config.setMemberOnlyRead(definition.memberOnlyRead);
  config.setMemberOnlyWrite(definition.memberOnlyWrite);
  if (endorsementPolicy) {
    const policy = new peer.ApplicationPolicy();
    policy.setSignaturePolicy(policyEnvelope(endorsementPolicy));
    config.setEndorsementPolicy(policy);
  }
  const message = new peer.CollectionConfig();
  message.setStaticCollectionConfig(config);
  return message;
}
