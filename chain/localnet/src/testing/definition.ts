/** The definition of the test networks: three organisations, 2 of 3, collections of each kind. */
import type { CollectionDefinition, NetworkDefinition } from '../definition.ts';
import { PACKAGE_ID } from './chaincode-process.ts';

const ALL = "OR('HealthMSP.member', 'AuthorityMSP.member', 'AuditorMSP.member')";

/** A definition whose chaincode listens at an address. */
export function testDefinition(
  address: string,
  changes: Partial<NetworkDefinition['chaincode']> = {},
): NetworkDefinition {
  const organisation = (mspId: string, name: string) => ({
    mspId,
    name,
    port: 0,
    users: [
      { name: 'user', attributes: { role: `${name}-role` } },
      { name: 'boss', administrator: true },
    ],
  });
  return {
    channel: 'testing',
    organisations: [
      organisation('HealthMSP', 'health'),
      organisation('AuthorityMSP', 'authority'),
      organisation('AuditorMSP', 'auditor'),
    ],
    chaincode: {
      name: 'fixture',
      version: '1.0',
      address,
      packageId: PACKAGE_ID,
      endorsementPolicy: "OutOf(2, 'HealthMSP.peer', 'AuthorityMSP.peer', 'AuditorMSP.peer')",
      collections: [
        collection({ name: 'shared', policy: ALL, memberOnlyWrite: false }),
        collection({ name: 'keys', policy: "OR('AuthorityMSP.member', 'AuditorMSP.member')" }),
        collection({
          name: 'records',
          policy: ALL,
          endorsementPolicy: {
            signaturePolicy: "AND('HealthMSP.peer', OR('AuthorityMSP.peer', 'AuditorMSP.peer'))",
          },
        }),
        collection({ name: 'healthOnly', policy: "OR('HealthMSP.member')", memberOnlyWrite: false }),
      ],
      ...changes,
    },
  };
}

function collection(changes: Partial<CollectionDefinition> & { name: string; policy: string }): CollectionDefinition {
  return {
    requiredPeerCount: 0,
    maxPeerCount: 2,
    blockToLive: 0,
    memberOnlyRead: true,
    memberOnlyWrite: true,
    ...changes,
  };
}
