import { proposalId, recordedStep, recordKey, TallystickError } from '@tallystick/protocol';
import { administrators, channelPolicyOf } from '../core/call.ts';
import { keyIdOf, policyVersions, type RecordOf } from '../core/facts.ts';
import { signedOff, stands, writes } from '../core/outcome.ts';
import type { RuleSet } from '../core/rule-set.ts';

type ProposeFacts = {
  readonly standing: RecordOf<'proposal'> | undefined;
  /** The versions of this kind that stand, oldest first. */
  readonly versions: readonly RecordOf<'policy'>[];
};

/** `policy:propose`: the first of the two steps that a policy takes. */
export const propose: RuleSet<'policy:propose', ProposeFacts> = {
  name: 'policy:propose',
  callers: administrators,

  async facts(read, argument, { creator }) {
    return {
      standing: await read.record('proposal', recordKey.proposal(proposalId(creator.mspId, argument))),
      versions: await policyVersions(read, argument.kind),
    };
  },

  decide({ argument, facts, call }) {
    if (argument.kind !== 'channel') channelPolicyOf(call);
    if (facts.standing !== undefined) return stands(facts.standing);
    if (argument.version !== facts.versions.length + 1)
      throw new TallystickError('POLICY_VERSION', { field: 'version' });
    // The Auditor signs one statement for each key id, so an id never names another key.
    if (argument.kind === 'exportKey' && facts.versions.some((policy) => keyIdOf(policy) === argument.content.keyId)) {
      throw new TallystickError('BAD_REQUEST', { field: 'content.keyId' });
    }
    const proposedBy = call.creator.mspId;
    const id = proposalId(proposedBy, argument);
    return writes({
      type: 'proposal',
      id,
      ...argument,
      proposedBy,
      ...signedOff(call, recordedStep['policy:propose']({ id })),
    });
  },
};
