import { z } from 'zod';
import { toHex, utf8 } from '../bytes.ts';
import { canonicalBytes } from '../canonical.ts';
import { labelledHash } from '../label.ts';
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

/** Public record `proposal/<id>`. */
export const proposalRecord = z.strictObject({
  type: z.literal('proposal'),
  /** {@link proposalId}: derived from who proposes what, so that proposing the same again is the same proposal. */
  id: hexBytes(32),
  ...policyFields,
  proposedBy: mspId,
  ...recordBase,
});
export type ProposalRecord = z.infer<typeof proposalRecord>;

/** Id of a proposal, hex of 32 bytes: SHA-256(label('proposal') ‖ MSP id ‖ 0x00 ‖ canonical JSON of the argument). */
export function proposalId(organisation: string, argument: ProposeArgument): string {
  return toHex(labelledHash('proposal', utf8(organisation), Uint8Array.of(0), canonicalBytes(argument)));
}

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

/**
 * The policy of one kind that is in force at a moment (Unix seconds): the newest version whose time has come. An export is signed
 * with the key in force at its window's end, so that every replica chooses the same one.
 */
export function policyInForce<P extends Pick<PolicyRecord, 'version' | 'inForceFrom'>>(
  versions: Iterable<P>,
  at: number,
): P | undefined {
  let newest: P | undefined;
  for (const policy of versions) {
    if (policy.inForceFrom <= at && policy.version > (newest?.version ?? 0)) newest = policy;
  }
  return newest;
}

/** Unix seconds from which the private values of a transaction at `time` (Unix seconds) may and must be purged. */
export function purgeAfter(policy: ChannelPolicyContent, time: number): number {
  const counted = policy.alignToDay ? (Math.floor(time / 86_400) + 1) * 86_400 : time;
  return counted + policy.retentionSeconds;
}
