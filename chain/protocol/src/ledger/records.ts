import { z } from 'zod';
import { answersRecord } from './acknowledgements.ts';
import { authorisationRecord, publicationRecord, revocationRecord } from './diagnoses.ts';
import { anchorRecord } from './encounters.ts';
import { exportRecord } from './exports.ts';
import { type PolicyKind, policyRecord, proposalRecord } from './policy.ts';

/** Names of channel, chaincode, organisations and collections. */
export const channelName = 'tallystick';
export const chaincodeName = 'tallystick';
export const organisations = { health: 'HealthMSP', authority: 'AuthorityMSP', auditor: 'AuditorMSP' } as const;

const tenDigits = (number: number): string => String(number).padStart(10, '0');

/** Keys of public records, and of their private values. */
export const recordKey = {
  anchor: (root: string): string => `anchor/${root}`,
  authorisation: (id: string): string => `authorisation/${id}`,
  publication: (authorisation: string): string => `publication/${authorisation}`,
  revocation: (authorisation: string): string => `revocation/${authorisation}`,
  export: (sequence: number): string => `export/${tenDigits(sequence)}`,
  answers: (root: string): string => `answers/${root}`,
  proposal: (id: string): string => `proposal/${id}`,
  policy: (kind: PolicyKind, version: number): string => `policy/${kind}/${tenDigits(version)}`,
} as const;

/** Every record that can stand in the public state, told apart by `type`. */
export const ledgerRecord = z.discriminatedUnion('type', [
  anchorRecord,
  authorisationRecord,
  publicationRecord,
  revocationRecord,
  exportRecord,
  answersRecord,
  proposalRecord,
  policyRecord,
]);
export type LedgerRecord = z.infer<typeof ledgerRecord>;
export type RecordType = LedgerRecord['type'];

/** The key under which a record must stand. */
export function keyOfRecord(record: LedgerRecord): string {
  switch (record.type) {
    case 'anchor':
      return recordKey.anchor(record.root);
    case 'authorisation':
      return recordKey.authorisation(record.id);
    case 'publication':
      return recordKey.publication(record.authorisation);
    case 'revocation':
      return recordKey.revocation(record.authorisation);
    case 'export':
      return recordKey.export(record.sequence);
    case 'answers':
      return recordKey.answers(record.root);
    case 'proposal':
      return recordKey.proposal(record.id);
    case 'policy':
      return recordKey.policy(record.kind, record.version);
  }
}
