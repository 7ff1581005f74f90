import { type PolicyKind, recordedStep, recordKey, TallystickError } from '@tallystick/protocol';
import { administrators, type Call, channelPolicyOf } from '../core/call.ts';
import type { RecordOf } from '../core/facts.ts';
import { signedOff, stands, writes } from '../core/outcome.ts';
import type { RuleSet } from '../core/rule-set.ts';

type ApproveFacts = {
  readonly proposal: RecordOf<'proposal'> | undefined;
  /** The policy that already has the proposal's version. */
  readonly standing: RecordOf<'policy'> | undefined;
};

/** `policy:approve`: the second step, by an administrator of another organisation than the first. */
export const approve: RuleSet<'policy:approve', ApproveFacts> = {
  name: 'policy:approve',
  callers: administrators,

  async facts(read, argument) {
    const proposal = await read.record('proposal', recordKey.proposal(argument.proposal));
    const standing = proposal && (await read.record('policy', recordKey.policy(proposal.kind, proposal.version)));
    return { proposal, standing };
  },

  decide({ argument, facts, call }) {
    const { proposal, standing } = facts;
    if (proposal === undefined) throw new TallystickError('PROPOSAL_UNKNOWN', { field: 'proposal' });
    const { kind, version, content, proposedBy } = proposal;
    if (proposedBy === call.creator.mspId) throw new TallystickError('SAME_ORGANISATION');
    if (standing !== undefined) {
      if (standing.proposal === argument.proposal) return stands(standing);
      throw new TallystickError('POLICY_VERSION', { field: 'proposal' });
    }
    return writes({
      type: 'policy',
      kind,
      version,
      content,
      proposal: argument.proposal,
      proposedBy,
      approvedBy: call.creator.mspId,
      inForceFrom: call.time + delayOf(kind, call),
      ...signedOff(call, recordedStep['policy:approve']({ proposal: argument.proposal, kind, version })),
    });
  },
};

/** Seconds from approval to force. The channel's own policy is in force at once: without it there is no delay to keep. */
function delayOf(kind: PolicyKind, call: Call): number {
  if (kind === 'channel') return 0;
  const { riskDelaySeconds, exportKeyDelaySeconds } = channelPolicyOf(call);
  return kind === 'risk' ? riskDelaySeconds : exportKeyDelaySeconds;
}
