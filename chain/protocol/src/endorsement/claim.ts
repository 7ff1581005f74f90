import { fromUtf8 } from '../bytes.ts';
import { type CanonicalValue, canonicalJson } from '../canonical.ts';
import type { AnswerReceipt, CommitmentReceipt } from '../commitment/receipt.ts';
import type { PublishArgument } from '../ledger/diagnoses.ts';
import { type LedgerRecord, ledgerRecord } from '../ledger/records.ts';

/** What a receipt says that stands on the ledger: a record of this type with these values. */
export type RecordClaim = Pick<LedgerRecord, 'type'> & Readonly<Record<string, CanonicalValue>>;

/** What the receipt of a commitment says. */
export function claimOfCommitment({ anchorRoot, treeSize }: CommitmentReceipt): RecordClaim {
  return { type: 'anchor', root: anchorRoot, count: treeSize };
}

/** What the receipt of an answer for a day says. */
export function claimOfAnswer({ answersRoot, treeSize }: AnswerReceipt, day: number): RecordClaim {
  return { type: 'answers', root: answersRoot, count: treeSize, day };
}

/** What the receipt of a publication says: the very request. */
export function claimOfPublication({ authorisation, digest, signature }: PublishArgument): RecordClaim {
  return { type: 'publication', authorisation, digest, signature };
}

/**
 * The record that a contract function returned: canonical JSON, so that two endorsers cannot have signed it in two spellings.
 *
 * @returns undefined for anything else.
 */
export function readRecord(answer: Uint8Array): LedgerRecord | undefined {
  try {
    const text = fromUtf8(answer);
    const parsed = ledgerRecord.parse(JSON.parse(text));
    return canonicalJson(parsed as CanonicalValue) === text ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a record is of the claimed type and holds every claimed value. */
export function holdsClaim(record: LedgerRecord, claim: RecordClaim): boolean {
  const held = record as unknown as Readonly<Record<string, CanonicalValue | undefined>>;
  return Object.entries(claim).every(([field, value]) => {
    const stands = held[field];
    return stands !== undefined && canonicalJson(stands) === canonicalJson(value);
  });
}
