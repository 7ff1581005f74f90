import type { ProvenanceFacts } from '../ledger/fields.ts';
import type { PolicyKind } from '../ledger/policy.ts';
import { recordKey } from '../ledger/records.ts';

/** What a transaction did, without who answers for it. */
export type RecordedStep = Omit<ProvenanceFacts, 'organisation' | 'role'>;

function step(activity: RecordedStep['activity'], relations: Partial<Omit<RecordedStep, 'activity'>>): RecordedStep {
  return { activity, used: [], generated: [], invalidated: [], ...relations };
}

/**
 * The one table of provenance facts: what each transaction function uses, generates and invalidates (W3C PROV-DM 5.1), as record
 * keys. The contract writes these into every record. Which publications an export holds and which exports an answer rests on is
 * told of their sets only ({@link provenanceStatements}). `purge` has no entry: it makes no record.
 */
export const recordedStep = {
  'encounters:anchor': ({ root }: { root: string }) => step('anchor', { generated: [recordKey.anchor(root)] }),
  'diagnoses:authorise': ({ id, supersedes }: { id: string; supersedes?: string | undefined }) =>
    supersedes === undefined
      ? step('authorise', { generated: [recordKey.authorisation(id)] })
      : step('authorise', {
          used: [recordKey.authorisation(supersedes)],
          generated: [recordKey.authorisation(id), recordKey.revocation(supersedes)],
          invalidated: [recordKey.authorisation(supersedes)],
        }),
  'diagnoses:publish': ({ authorisation }: { authorisation: string }) =>
    step('publish', {
      used: [recordKey.authorisation(authorisation)],
      generated: [recordKey.publication(authorisation)],
    }),
  'diagnoses:revoke': ({ authorisation }: { authorisation: string }) =>
    step('revoke', {
      used: [recordKey.authorisation(authorisation)],
      generated: [recordKey.revocation(authorisation)],
      invalidated: [recordKey.authorisation(authorisation)],
    }),
  'exports:record': ({ sequence, keyVersion }: { sequence: number; keyVersion: number }) =>
    step('export', {
      used: [recordKey.policy('exportKey', keyVersion), ...(sequence === 1 ? [] : [recordKey.export(sequence - 1)])],
      generated: [recordKey.export(sequence)],
    }),
  'acknowledgements:record': ({ root }: { root: string }) => step('notify', { generated: [recordKey.answers(root)] }),
  'policy:propose': ({ id }: { id: string }) => step('propose', { generated: [recordKey.proposal(id)] }),
  'policy:approve': ({ proposal, kind, version }: { proposal: string; kind: PolicyKind; version: number }) =>
    step('approve', { used: [recordKey.proposal(proposal)], generated: [recordKey.policy(kind, version)] }),
} as const;
