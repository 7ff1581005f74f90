/** Whether a transaction's endorsements satisfy the policies of what it writes. */
import type { ParsedNamespace } from '../ledger/read-write-set.ts';
import { type Chaincode, LIFECYCLE } from '../lifecycle.ts';
import { verify } from '../msp/ecdsa.ts';
import type { Identity } from '../msp/identity.ts';
import type { Membership } from '../msp/msp.ts';
import { evaluate, type Policy } from '../msp/policy.ts';
import { InvalidTransaction, ValidationCode } from './codes.ts';
import type { ParsedAction } from './transaction.ts';

/** The policies in force on the channel. */
export type EndorsementRules = {
  membership: Membership;
  chaincode: Chaincode;
  /** `/Channel/Application/LifecycleEndorsement`. */
  lifecyclePolicy: Policy;
};

/**
 * Checks every namespace that the transaction names or writes.
 * @throws InvalidTransaction
 */
export function checkEndorsements(parsed: ParsedAction, namespaces: ParsedNamespace[], rules: EndorsementRules): void {
  const identities = endorsers(parsed, rules.membership);
  const written = namespaces.filter(writesAnything).map(({ namespace }) => namespace);
  // The chaincode that was called comes first; the first namespace that fails decides on the code.
  for (const namespace of new Set([parsed.chaincode, ...written])) {
    const access = namespaces.find((each) => each.namespace === namespace);
    if (!policiesOf(namespace, access, rules).every((policy) => evaluate(policy, identities))) {
      throw new InvalidTransaction(ValidationCode.ENDORSEMENT_POLICY_FAILURE, 'endorsement policy');
    }
  }
}

function writesAnything({ writes, collections }: ParsedNamespace): boolean {
  return writes.length > 0 || collections.some((collection) => collection.writes.length > 0);
}

function policiesOf(namespace: string, access: ParsedNamespace | undefined, rules: EndorsementRules): Policy[] {
  if (namespace === LIFECYCLE) return [rules.lifecyclePolicy];
  const { chaincode } = rules;
  if (namespace !== chaincode.name) {
    throw new InvalidTransaction(ValidationCode.INVALID_CHAINCODE, 'a namespace without chaincode');
  }
  const writtenCollections =
    access?.collections.filter(({ writes }) => writes.length > 0).map(({ name }) => name) ?? [];
  return requiredPolicies(chaincode, (access?.writes.length ?? 0) > 0, writtenCollections);
}

/**
 * The policies that writes have to satisfy: a collection's own one for its keys, the chaincode's for all others, and
 * the chaincode's for a transaction that writes nothing.
 */
export function requiredPolicies(
  chaincode: Chaincode,
  writesPublicly: boolean,
  collections: Iterable<string>,
): Policy[] {
  const policies = new Set<Policy>();
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
    const key = Buffer.from(endorser).toString('latin1');
    const identity = identities.has(key) ? undefined : membership.identity(endorser);
    if (identity && verify(identity.publicKey, Buffer.concat([parsed.responsePayload, endorser]), signature)) {
      identities.set(key, identity);
    }
  }
  return [...identities.values()];
}
