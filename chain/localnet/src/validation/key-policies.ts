/** Policies of single keys, as a valid transaction sets them. */
import type { ParsedCollection, ParsedNamespace } from '../ledger/read-write-set.ts';
import type { CurrentState } from './versions.ts';

/** A key's place as one string. */
export function placeOf(namespace: string, collection: string, key: Uint8Array): string {
  return [namespace, collection, Buffer.from(key).toString('hex')].join('/');
}

/** The places to which a transaction gives a policy, or takes one from. */
export function placesWithNewPolicy(namespaces: ParsedNamespace[]): string[] {
  return namespaces.flatMap(({ namespace, policies, collections }) => [
    ...policies.map(({ key }) => placeOf(namespace, '', Buffer.from(key))),
    ...collections.flatMap(({ name, policies: hashed }) =>
      hashed.map(({ keyHash }) => placeOf(namespace, name, keyHash)),
    ),
  ]);
}

/**
 * A valid transaction's effect: a new policy alone writes the key's value again, at a new version; for a key that is
 * not there, or that the transaction deletes, the policy is dropped.
 */
export function withPolicyWrites(access: ParsedNamespace, current: CurrentState): ParsedNamespace {
  const { state, updates, height } = current;
  const written = new Map(access.writes.map(({ key, value }) => [key, value]));
  for (const { key } of access.policies) {
    if (written.has(key)) continue;
    const update = updates.get(access.namespace, key);
    written.set(key, update ? update.value : state.get(access.namespace, key, height)?.value);
  }
  const policies = access.policies.filter(({ key }) => written.get(key) !== undefined);
  const again = policies.filter(({ key }) => !access.writes.some((write) => write.key === key));
  return {
    ...access,
    writes: [...access.writes, ...again.map(({ key }) => ({ key, value: written.get(key) }))],
    policies,
    collections: access.collections.map((collection) => withHashedWrites(access.namespace, collection, current)),
  };
}

function withHashedWrites(
  namespace: string,
  collection: ParsedCollection,
  { state, updates, height }: CurrentState,
): ParsedCollection {
  const writes = [...collection.writes];
  const policies = collection.policies.filter(({ keyHash }) => {
    const write = writes.find((each) => Buffer.compare(each.keyHash, keyHash) === 0);
    if (write) return write.valueHash !== undefined;
    const update = updates.getHash(namespace, collection.name, keyHash);
    const valueHash = update ? update.value : state.getHash(namespace, collection.name, keyHash, height)?.value;
    if (valueHash) writes.push({ keyHash, valueHash, purge: false, rewritten: true });
    return valueHash !== undefined;
  });
  return { ...collection, writes, policies };
}
