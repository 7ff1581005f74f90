import { canonicalBytes, type PolicyRecord, policyInForce } from '@tallystick/protocol';
import { channelPolicyOf, exportKeyPolicies, policiesOf } from '../read-model/policies.ts';
import type { StoredRecord } from '../read-model/rows.ts';
import type { QueryResolvers, RiskPolicy } from '../schema/types.generated.ts';
import { sha256Hex } from '../sha256.ts';

function riskPolicy({ record, block }: StoredRecord<PolicyRecord>): RiskPolicy {
  const { version, content, inForceFrom, proposedBy, approvedBy, txId } = record;
  return {
    version,
    content,
    sha256: sha256Hex(canonicalBytes(content)),
    inForceFrom,
    proposedBy,
    approvedBy,
    txId,
    block,
  };
}

/** Queries about what the organisations agreed on. */
export const policyQueries: Pick<QueryResolvers, 'riskPolicy' | 'riskPolicies' | 'channelPolicy' | 'exportKeys'> = {
  riskPolicy: (_, __, { model, clock }) => {
    const versions = policiesOf(model, 'risk');
    const inForce = policyInForce(
      versions.map(({ record }) => record),
      clock(),
    );
    const stored = versions.find(({ record }) => record === inForce);
    return stored === undefined ? null : riskPolicy(stored);
  },
  riskPolicies: (_, __, { model }) => policiesOf(model, 'risk').reverse().map(riskPolicy),
  channelPolicy: (_, __, { model }) => {
    const policy = channelPolicyOf(model);
    return policy === undefined ? null : { ...policy.content, inForceFrom: policy.inForceFrom };
  },
  exportKeys: (_, __, { model }) =>
    exportKeyPolicies(model)
      .reverse()
      .map(({ record: { content, version, inForceFrom, proposedBy, approvedBy }, block }) => ({
        ...content,
        version,
        inForceFrom,
        proposedBy,
        approvedBy,
        block,
      })),
};
