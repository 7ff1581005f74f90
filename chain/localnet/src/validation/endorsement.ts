/** Whether a transaction's endorsements satisfy the policies of what it writes. */
import type { ParsedNamespace } from '../ledger/read-write-set.ts';
import { type Chaincode, LIFECYCLE } from '../lifecycle.ts';
import { verify } from '../msp/ecdsa.ts';
import type { Identity } from '../msp/identity.ts';
import type { Membership } from '../msp/msp.ts';
import { evaluate, keyPolicy, type Policy } from '../msp/policy.ts';
import { InvalidTransaction, ValidationCode } from './codes.ts';
import type { ParsedAction } from './transaction.ts';

/** The policies in force on the channel. */
export type EndorsementRules = {
  membership: Membership;
  chaincode: Chaincode;
  /** `/Channel/Application/LifecycleEndorsement`. */
  lifecyclePolicy: Policy;
};

/** Keys' own policies before the block, and whether an earlier transaction of the block changes them. */
export type KeyPolicies = {
  /** `collection` is empty for the public state; `key` is the public key's bytes, or the private key's hash. */
  of(namespace: string, collection: string, key: Uint8Array): Uint8Array | undefined;
  changed(namespace: string, collection: string, key: Uint8Array): boolean;
};

/**
 * Checks every namespace that the transaction names or writes.
 * @throws InvalidTransaction
 */
export function checkEndorsements(
  parsed: ParsedAction,
  namespaces: ParsedNamespace[],
  rules: EndorsementRules,
  keys: KeyPolicies,
): void {
  const identities = endorsers(parsed, rules.membership);
  const written = namespaces.filter(writesAnything).map(({ namespace }) => namespace);
  // The chaincode that was called comes first; the first namespace that fails decides on the code.
  for (const namespace of new Set([parsed.chaincode, ...written])) {
    const access = namespaces.find((each) => each.namespace === namespace);
    if (!policiesOf(namespace, access, rules, keys).every((policy) => evaluate(policy, identities))) {
      throw new InvalidTransaction(ValidationCode.ENDORSEMENT_POLICY_FAILURE, 'endorsement policy');
    }
  }
}

function writesAnything(access: ParsedNamespace): boolean {
  return writtenKeys(access).length > 0;
}

/** Every key that is written or given a policy, by collection; the empty collection is the public state. */
export function writtenKeys({ writes, policies, collections }: ParsedNamespace): {
  collection: string;
  key: Uint8Array;
}[] {
  const publicly = [...writes, ...policies].map(({ key }) => ({ collection: '', key: Buffer.from(key) }));
  const privately = collections.flatMap((collection) =>
    [...collection.writes, ...collection.policies].map(({ keyHash }) => ({
      collection: collection.name,
      key: keyHash,
    })),
  );
  return [...publicly, ...privately];
}

function policiesOf(
  namespace: string,
  access: ParsedNamespace | undefined,
  rules: EndorsementRules,
  keys: KeyPolicies,
): Policy[] {
  if (namespace === LIFECYCLE) return [rules.lifecyclePolicy];
  const { chaincode } = rules;
  if (namespace !== chaincode.name) {
    throw new InvalidTransaction(ValidationCode.INVALID_CHAINCODE, 'a namespace without chaincode');
  }
  const own: Policy[] = [];
  const byDefault = new Set<string>();
  for (const { collection, key } of access ? writtenKeys(access) : []) {
    if (keys.changed(namespace, collection, key)) {
      throw new InvalidTransaction(ValidationCode.ENDORSEMENT_POLICY_FAILURE, 'the policy of a key has just changed');
    }
    const policy = keys.of(namespace, collection, key);
    if (policy) own.push(keyPolicy(policy));
    else byDefault.add(collection);
  }
  const publicly = byDefault.delete('');
  return requiredPolicies(chaincode, publicly, byDefault, own);
}

/**
 * The policies that writes have to satisfy: a key's own one, otherwise its collection's, otherwise the chaincode's;
 * and the chaincode's for a transaction that writes nothing.
 * @param writesPublicly whether public keys without an own policy are written
 * @param collections those of which keys without an own policy are written
 */
export function requiredPolicies(
  chaincode: Chaincode,
  writesPublicly: boolean,
  collections: Iterable<string>,
  keyPolicies: Policy[],
): Policy[] {
  const policies = new Set<Policy>(keyPolicies);
  if (writesPublicly) policies.add(chaincode.endorsementPolicy);
  for (const name of collections) {
    policies.add(chaincode.collections.get(name)?.endorsementPolicy ?? chaincode.endorsementPolicy);
  }
  if (policies.size === 0) policies.add(chaincode.endorsementPolicy);
  return [...policies];
}

/** Those who endorsed with a good signature, each once; surplus bad ones do no harm. */
function endorsers(parsed: ParsedAction, membership: Membership): Identity[] {
  const identities = new Map<string, Identity>();
  for (const { endorser, signature } of parsed.endorsements) {
    const identity = membership.identity(endorser);
    if (identity === undefined) continue;
    const name = `${identity.mspId} ${identity.fingerprint}`;
    if (identities.has(name)) continue;
    if (verify(identity.publicKey, Buffer.concat([parsed.responsePayload, endorser]), signature)) {
      identities.set(name, identity);
    }
  }
  return [...identities.values()];
}
