import { type CollectionName, organisations } from '@tallystick/protocol';

const { health, authority, auditor } = organisations;

/** Who belongs to a private collection and which of them endorse a write of it. */
export type Collection = {
  /** MSP ids of the members, in the order in which they are asked when nothing else is configured. */
  readonly members: readonly string[];
  /** Members without whom no write is valid, by the collection's own endorsement policy. */
  readonly required: readonly string[];
};

/**
 * The collections as the chaincode's definition has them. A private value may reach members' peers only, so these
 * lists decide to whom a proposal with transient data is sent: keys never go to Health, who knows the patients.
 */
export const collections: Record<CollectionName, Collection> = {
  keys: { members: [authority, auditor], required: [] },
  roots: { members: [authority, auditor, health], required: [] },
  authorisations: { members: [health, authority, auditor], required: [health] },
};

/** Members that endorse one write: two of three, by the chaincode's policy. */
const endorsers = 2;

/** Configured orders of peers, by collection. */
export type PeerOrder = Partial<Record<CollectionName, readonly string[]>>;

/** `own` before the others, the rest in their order. */
export function ownFirst(own: string, list: readonly string[]): string[] {
  return list.includes(own) ? [own, ...list.filter((mspId) => mspId !== own)] : [...list];
}

function membersInOrder(name: CollectionName, own: string, order: PeerOrder): string[] {
  return ownFirst(own, order[name] ?? collections[name].members);
}

/** Pairs of members that can endorse a write of a collection, best first; each pair is named to the gateway as it is. */
export function endorsingPairs(name: CollectionName, own: string, order: PeerOrder): string[][] {
  const members = membersInOrder(name, own, order);
  const pairs = members.flatMap((first, at) => members.slice(at + 1).map((second) => [first, second]));
  return pairs.filter((pair) => pair.length === endorsers && collections[name].required.every((r) => pair.includes(r)));
}

/** Collections whose private values an organisation may see. */
export function collectionsOf(own: string): CollectionName[] {
  return (Object.keys(collections) as CollectionName[]).filter((name) => collections[name].members.includes(own));
}

/**
 * Peers whose blocks carry every private value that this organisation may see: members of all its collections, its own
 * first. An organisation without collections takes its own alone.
 */
export function followedPeers(own: string, order: PeerOrder): string[] {
  const lists = collectionsOf(own).map((name) => membersInOrder(name, own, order));
  const [first, ...others] = lists;
  return first === undefined ? [own] : first.filter((mspId) => others.every((list) => list.includes(mspId)));
}
