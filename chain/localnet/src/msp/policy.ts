/** Signature policies: Fabric's policy language, `SignaturePolicyEnvelope`, and their evaluation. */
import { common, msp } from '@hyperledger/fabric-protos';
import type { Identity } from './identity.ts';

/** What a policy looks at. */
export type Member = Pick<Identity, 'mspId' | 'role'>;

/** The roles of the policy language; `member` is any valid identity of the organisation. */
export type PrincipalRole = 'member' | 'admin' | 'client' | 'peer' | 'orderer';

/** A principal: an organisation's role. */
export type Principal = { mspId: string; role: PrincipalRole };

/** A rule over the policy's principals. */
export type Rule = { kind: 'signedBy'; principal: number } | { kind: 'outOf'; n: number; rules: Rule[] };

/** A policy: its rule and the principals that the rule counts from 0. */
export type Policy = { rule: Rule; principals: Principal[] };

const ROLE_NUMBERS: Record<PrincipalRole, Parameters<msp.MSPRole['setRole']>[0]> = {
  member: msp.MSPRole.MSPRoleType.MEMBER,
  admin: msp.MSPRole.MSPRoleType.ADMIN,
  client: msp.MSPRole.MSPRoleType.CLIENT,
  peer: msp.MSPRole.MSPRoleType.PEER,
  orderer: msp.MSPRole.MSPRoleType.ORDERER,
};

const ROLES: PrincipalRole[] = ['member', 'admin', 'client', 'peer', 'orderer'];

/** `n` of the principals. */
export function outOf(n: number, principals: Principal[]): Policy {
  return {
    rule: { kind: 'outOf', n, rules: principals.map((_, i) => ({ kind: 'signedBy', principal: i })) },
    principals,
  };
}

/** Whether an identity fills a principal. */
export function satisfies(identity: Member, principal: Principal): boolean {
  if (identity.mspId !== principal.mspId || identity.role === undefined) return false;
  return principal.role === 'member' || identity.role === principal.role;
}

/**
 * Whether the identities, each counted once, satisfy the policy. As in Fabric an identity that one branch has used
 * is not there for another.
 */
export function evaluate(policy: Policy, identities: Member[]): boolean {
  return satisfied(policy.rule, policy.principals, identities, new Set()) !== undefined;
}

function satisfied(
  rule: Rule,
  principals: Principal[],
  identities: Member[],
  used: ReadonlySet<number>,
): ReadonlySet<number> | undefined {
  if (rule.kind === 'signedBy') {
    const principal = principals[rule.principal];
    const index = identities.findIndex((id, i) => principal && !used.has(i) && satisfies(id, principal));
    return index < 0 ? undefined : new Set([...used, index]);
  }
  let left = rule.n;
  let taken = used;
  for (const branch of rule.rules) {
    const after = satisfied(branch, principals, identities, taken);
    if (after === undefined) continue;
    taken = after;
    left -= 1;
  }
  return left <= 0 ? taken : undefined;
}

/** The MSP ids that a policy names. */
export function organisationsOf(policy: Policy): Set<string> {
  return new Set(policy.principals.map((principal) => principal.mspId));
}

/** `common.SignaturePolicyEnvelope`. */
export function policyEnvelope(policy: Policy): common.SignaturePolicyEnvelope {
  const envelope = new common.SignaturePolicyEnvelope();
  envelope.setRule(ruleMessage(policy.rule));
  envelope.setIdentitiesList(
    policy.principals.map(({ mspId, role }) => {
      const mspRole = new msp.MSPRole();
      mspRole.setMspIdentifier(mspId);
      mspRole.setRole(ROLE_NUMBERS[role]);
      const principal = new msp.MSPPrincipal();
      principal.setPrincipalClassification(msp.MSPPrincipal.Classification.ROLE);
      principal.setPrincipal(mspRole.serializeBinary());
      return principal;
    }),
  );
  return envelope;
}

function ruleMessage(rule: Rule): common.SignaturePolicy {
  const message = new common.SignaturePolicy();
  if (rule.kind === 'signedBy') {
    message.setSignedBy(rule.principal);
    return message;
  }
  const inner = new common.SignaturePolicy.NOutOf();
  inner.setN(rule.n);
  inner.setRulesList(rule.rules.map(ruleMessage));
  message.setNOutOf(inner);
  return message;
}

/** A key's own policy; one that does not parse is satisfied by nobody. */
export function keyPolicy(bytes: Uint8Array): Policy {
  try {
    return parseEnvelope(common.SignaturePolicyEnvelope.deserializeBinary(bytes));
  } catch {
    return outOf(1, []);
  }
}

function parseEnvelope(envelope: common.SignaturePolicyEnvelope): Policy {
  const principals = envelope.getIdentitiesList().map((principal): Principal => {
    if (principal.getPrincipalClassification() !== msp.MSPPrincipal.Classification.ROLE) {
      throw new Error('a principal that is no role');
    }
    const mspRole = msp.MSPRole.deserializeBinary(principal.getPrincipal_asU8());
    const role = ROLES.find((name) => ROLE_NUMBERS[name] === mspRole.getRole());
    if (!role) throw new Error('an unknown role');
    return { mspId: mspRole.getMspIdentifier(), role };
  });
  const rule = envelope.getRule();
  if (!rule) throw new Error('no rule');
  return { rule: parseRule(rule), principals };
}

function parseRule(message: common.SignaturePolicy): Rule {
  const inner = message.getNOutOf();
  if (!inner) return { kind: 'signedBy', principal: message.getSignedBy() };
  return { kind: 'outOf', n: inner.getN(), rules: inner.getRulesList().map(parseRule) };
}
