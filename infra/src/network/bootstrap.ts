import { setTimeout as sleep } from 'node:timers/promises';
import { type Ledger, type NetworkTarget, openLedger } from '@tallystick/ledger';
import {
  type ChannelPolicyContent,
  defaultRetentionSeconds,
  defaultRiskPolicy,
  type ExportKeyContent,
  organisations,
  type ProposeArgument,
  recordKey,
} from '@tallystick/protocol';

/** The policies that a network begins with. */
export type FirstPolicies = {
  /** Public part of the Authority's export signing key. */
  readonly exportKey: ExportKeyContent;
  /** What differs from {@link defaultChannelPolicy}; short retention in tests. */
  readonly channel?: Partial<ChannelPolicyContent>;
};

/** The channel's policy unless told otherwise. Without delays: the first policies are agreed before anybody uses them. */
export const defaultChannelPolicy: ChannelPolicyContent = {
  retentionSeconds: defaultRetentionSeconds,
  alignToDay: true,
  riskDelaySeconds: 0,
  exportKeyDelaySeconds: 0,
};

/** How long the other organisation's peer may take to have a block, milliseconds. */
const patience = 20_000;

/** Waits until a record stands at a ledger's own peer: each peer has a block in its own time. */
async function seen(ledger: Ledger, key: string): Promise<void> {
  const deadline = Date.now() + patience;
  while ((await ledger.evaluate(key)) === undefined) {
    if (Date.now() > deadline) throw new Error(`${key} did not reach the other organisation`);
    await sleep(25);
  }
}

async function agree(proposer: Ledger, approver: Ledger, argument: ProposeArgument): Promise<void> {
  if ((await proposer.evaluate(recordKey.policy(argument.kind, argument.version))) !== undefined) return;
  const proposed = await proposer.submit({ name: 'policy:propose', argument });
  if (proposed.record?.type !== 'proposal') throw new Error('the contract did not answer with a proposal');
  const { id } = proposed.record;
  await seen(approver, recordKey.proposal(id));
  await approver.submit({ name: 'policy:approve', argument: { proposal: id } });
  await seen(proposer, recordKey.policy(argument.kind, argument.version));
}

/**
 * Brings the first version of each policy into force: the Authority's administrator proposes, the Auditor's approves.
 * What is in force already is left alone, so this may run at every start.
 */
export async function bootstrapPolicies(target: NetworkTarget, policies: FirstPolicies): Promise<void> {
  const user = 'administrator';
  const proposer = await openLedger({ target, organisation: organisations.authority, user });
  const approver = await openLedger({ target, organisation: organisations.auditor, user });
  try {
    const channel = { ...defaultChannelPolicy, ...policies.channel };
    await agree(proposer, approver, { kind: 'channel', version: 1, content: channel });
    await agree(proposer, approver, { kind: 'risk', version: 1, content: defaultRiskPolicy });
    await agree(proposer, approver, { kind: 'exportKey', version: 1, content: policies.exportKey });
  } finally {
    await proposer.close();
    await approver.close();
  }
}
