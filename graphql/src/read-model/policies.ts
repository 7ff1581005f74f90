import type { ChannelPolicyContent, ExportKeyContent, PolicyKind, PolicyRecord } from '@tallystick/protocol';
import { recordsOfType, type StoredRecord } from './rows.ts';
import type { ReadModel } from './store.ts';

/** An approved export signing key. */
export type ExportKeyPolicy = PolicyRecord & { readonly content: ExportKeyContent };

/** Every approved export signing key with its place, in ledger order. */
export function exportKeyPolicies(model: ReadModel): StoredRecord<ExportKeyPolicy>[] {
  // The contract lets a content stand only under its own kind.
  return policiesOf(model, 'exportKey') as StoredRecord<ExportKeyPolicy>[];
}

/** Approved policies of a kind, in ledger order. */
export function policiesOf(model: ReadModel, kind: PolicyKind): StoredRecord<PolicyRecord>[] {
  return recordsOfType(model, 'policy').filter(({ record }) => record.kind === kind);
}

/** The channel's one policy. */
export function channelPolicyOf(
  model: ReadModel,
): (PolicyRecord & { readonly content: ChannelPolicyContent }) | undefined {
  const [first] = policiesOf(model, 'channel');
  return first?.record as (PolicyRecord & { readonly content: ChannelPolicyContent }) | undefined;
}
