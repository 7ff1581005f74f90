import { z } from 'zod';
import { hexBytes, keyName, mspId, recordBase, unixSeconds } from './fields.ts';

/** Retention when the channel policy does not say otherwise: 15 days and 15 minutes after the UTC day. */
export const defaultRetentionSeconds = 15 * 86_400 + 15 * 60;

/** The first policy of a channel; it never changes. */
export const channelPolicyContent = z.strictObject({
  retentionSeconds: z
    .int()
    .min(1)
    .max(60 * 86_400),
  /** Count retention from the end of the UTC day of the transaction; false in test channels. */
  alignToDay: z.boolean(),
  /** Seconds between approval and force. */
  riskDelaySeconds: z
    .int()
    .min(0)
    .max(30 * 86_400),
  exportKeyDelaySeconds: z
    .int()
    .min(0)
    .max(30 * 86_400),
});
export type ChannelPolicyContent = z.infer<typeof channelPolicyContent>;

/** An export signing key. */
export const exportKeyContent = z.strictObject({
  keyId: keyName,
  /** P-256 public key, uncompressed SEC 1 form. */
  publicKey: z.string().regex(/^04[0-9a-f]{128}$/),
});
export type ExportKeyContent = z.infer<typeof exportKeyContent>;

/**
 * Risk policy as the ledger holds it: integers only. What the numbers mean stands at `riskPolicyContent` in
 * `risk/policy.ts`; the contract accepts any small object of integers, lists and short names, the proposer's schema more narrowly.
 */
const policyScalar = z.union([z.int(), z.string().max(64), z.boolean(), z.null()]);
const policyList = z.array(z.union([policyScalar, z.record(z.string().max(32), policyScalar)])).max(64);
export const riskContentOnLedger = z.record(
  z.string().max(64),
  z.union([policyScalar, policyList, z.record(z.string().max(32), z.union([policyScalar, policyList]))]),
);

/** Public argument of `policy:propose`. */
export const proposeArgument = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('channel'), version: z.literal(1), content: channelPolicyContent }),
  z.strictObject({ kind: z.literal('exportKey'), version: z.int().min(1), content: exportKeyContent }),
  z.strictObject({ kind: z.literal('risk'), version: z.int().min(1), content: riskContentOnLedger }),
]);
export type ProposeArgument = z.infer<typeof proposeArgument>;
export type PolicyKind = ProposeArgument['kind'];

/** Public argument of `policy:approve`. */
export const approveArgument = z.strictObject({ proposal: hexBytes(32) });
export type ApproveArgument = z.infer<typeof approveArgument>;

const policyFields = {
  kind: z.enum(['channel', 'exportKey', 'risk']),
  version: z.int().min(1),
  content: z.union([channelPolicyContent, exportKeyContent, riskContentOnLedger]),
};

/** Public record `proposal/<id>`; its id is the transaction's. */
export const proposalRecord = z.strictObject({
  type: z.literal('proposal'),
  ...policyFields,
  proposedBy: mspId,
  ...recordBase,
});
export type ProposalRecord = z.infer<typeof proposalRecord>;

/** Public record `policy/<kind>/<version>`. */
export const policyRecord = z.strictObject({
  type: z.literal('policy'),
  ...policyFields,
  proposal: hexBytes(32),
  proposedBy: mspId,
  approvedBy: mspId,
  /** Unix seconds; a client's claim like every time on the ledger. */
  inForceFrom: unixSeconds,
  ...recordBase,
});
export type PolicyRecord = z.infer<typeof policyRecord>;
