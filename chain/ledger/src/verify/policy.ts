import { chaincodeName, organisations } from '@tallystick/protocol';
import type { NamespaceSet } from '../block/read-write-set.ts';
import { collections } from '../collections.ts';

/** Who has to endorse: a member's node role, or a number out of several policies. */
export type EndorsementPolicy =
  | { readonly mspId: string; readonly unit: 'peer' | 'client' | 'admin' }
  | { readonly atLeast: number; readonly of: readonly EndorsementPolicy[] };

/** An endorser whose signature has been checked. */
export type Endorser = { readonly mspId: string; readonly units: readonly string[] };

/**
 * Whether endorsers satisfy a policy. Each counts once in a signature policy, as in Fabric; the same identity twice is
 * to be taken out before.
 */
export function isSatisfied(policy: EndorsementPolicy, endorsers: readonly Endorser[]): boolean {
  return take(policy, endorsers) !== undefined;
}

/** The endorsers left over once the policy has taken those that it needs; undefined when they do not suffice. */
function take(policy: EndorsementPolicy, endorsers: readonly Endorser[]): readonly Endorser[] | undefined {
  if ('mspId' in policy) {
    const at = endorsers.findIndex(({ mspId, units }) => mspId === policy.mspId && units.includes(policy.unit));
    return at < 0 ? undefined : endorsers.toSpliced(at, 1);
  }
  let left = endorsers;
  let met = 0;
  for (const part of policy.of) {
    if (met === policy.atLeast) break;
    const rest = take(part, left);
    if (rest === undefined) continue;
    left = rest;
    met++;
  }
  return met >= policy.atLeast ? left : undefined;
}

const peerOf = (mspId: string): EndorsementPolicy => ({ mspId, unit: 'peer' });
const all = (...of: readonly EndorsementPolicy[]): EndorsementPolicy => ({ atLeast: of.length, of });
const any = (...of: readonly EndorsementPolicy[]): EndorsementPolicy => ({ atLeast: 1, of });

/** The chaincode's policy: two of the three organisations' peers. */
export const chaincodePolicy: EndorsementPolicy = { atLeast: 2, of: Object.values(organisations).map(peerOf) };

/** Policies that collections have besides: those with required members need each of them and any one of the others. */
export const collectionPolicies: Readonly<Record<string, EndorsementPolicy>> = Object.fromEntries(
  Object.entries(collections)
    .filter(([, { required }]) => required.length > 0)
    .map(([name, { members, required }]) => {
      const others = members.filter((mspId) => !required.includes(mspId));
      return [name, all(...required.map(peerOf), any(...others.map(peerOf)))];
    }),
);

/** The policies that a ledger's transactions have to satisfy. */
export type PolicyBook = {
  readonly chaincode: string;
  readonly policy: EndorsementPolicy;
  /** Policies of their own, by collection; they take the place of the chaincode's for the collection's keys. */
  readonly collections: Readonly<Record<string, EndorsementPolicy>>;
  /** For public keys of the lifecycle: the majority of the organisations, unless a channel says otherwise. */
  readonly lifecycle: EndorsementPolicy;
};

/** This project's policies. */
export const ourPolicies: PolicyBook = {
  chaincode: chaincodeName,
  policy: chaincodePolicy,
  collections: collectionPolicies,
  lifecycle: chaincodePolicy,
};

const lifecycle = '_lifecycle';
const implicitCollection = /^_implicit_org_(.+)$/;

function collectionPolicy(book: PolicyBook, namespace: string, collection: string): EndorsementPolicy | undefined {
  if (namespace === book.chaincode) return book.collections[collection] ?? book.policy;
  const mspId = namespace === lifecycle ? implicitCollection.exec(collection)?.[1] : undefined;
  return mspId === undefined ? undefined : peerOf(mspId);
}

/**
 * The policies that a transaction has to satisfy by what it writes; one that writes nothing has to satisfy the policy of the
 * chaincode it called. Undefined where it writes what no policy of the book allows.
 */
export function policiesFor(
  book: PolicyBook,
  called: string,
  sets: readonly NamespaceSet[],
): EndorsementPolicy[] | undefined {
  const ofNamespace = (namespace: string): EndorsementPolicy | undefined =>
    namespace === book.chaincode ? book.policy : namespace === lifecycle ? book.lifecycle : undefined;
  const policies = sets.flatMap(({ namespace, writes, metadataKeys, collections: touched }) => [
    ...(writes.length + metadataKeys.length > 0 ? [ofNamespace(namespace)] : []),
    ...touched.filter((c) => c.writes.length > 0).map((c) => collectionPolicy(book, namespace, c.collection)),
  ]);
  if (policies.length === 0) policies.push(ofNamespace(called));
  return policies.every((policy) => policy !== undefined) ? policies : undefined;
}
