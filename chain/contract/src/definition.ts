import { chaincodeName, organisations } from '@tallystick/protocol';

/** A private data collection in the form of Fabric's collections JSON. */
export type Collection = {
  readonly name: string;
  readonly policy: string;
  readonly requiredPeerCount: number;
  readonly maxPeerCount: number;
  readonly blockToLive: number;
  readonly memberOnlyRead: boolean;
  readonly memberOnlyWrite: boolean;
  readonly endorsementPolicy?: { readonly signaturePolicy: string };
};

const { health, authority, auditor } = organisations;
const peer = (mspId: string): string => `'${mspId}.peer'`;
const membersOf = (...mspIds: string[]): string => `OR(${mspIds.map((mspId) => `'${mspId}.member'`).join(',')})`;

/**
 * Both endorsers of a transaction are members and hold its private values before it is ordered, so no further peer is required:
 * one that is down must not stop the others. Values end by purge, never by block number.
 */
const common = {
  requiredPeerCount: 0,
  maxPeerCount: 3,
  blockToLive: 0,
  memberOnlyRead: true,
  memberOnlyWrite: true,
} as const;

/** What each organisation approves in Fabric's lifecycle. JSON-able; needs no Fabric package. */
export const chaincodeDefinition = {
  name: chaincodeName,
  version: '1.0',
  /** Two of the three organisations. */
  endorsementPolicy: `OutOf(2,${peer(health)},${peer(authority)},${peer(auditor)})`,
  collections: [
    { name: 'keys', policy: membersOf(authority, auditor), ...common },
    { name: 'roots', policy: membersOf(health, authority, auditor), ...common },
    {
      name: 'authorisations',
      policy: membersOf(health, authority, auditor),
      ...common,
      // No two other organisations can invent what a hospital has not said.
      endorsementPolicy: { signaturePolicy: `AND(${peer(health)},OR(${peer(authority)},${peer(auditor)}))` },
    },
  ] satisfies Collection[],
} as const;
