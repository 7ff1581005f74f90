/** Stable names of what the Auditor can find. */
export const findingCodes = {
  EXPORT_MISSING: 'A recorded file is not served, or keys that were due have not been exported.',
  EXPORT_ALTERED: 'A file or its record is not what the ledger gives.',
  EXPORT_EARLY: 'A file was recorded before its window was over.',
  PURGE_OVERDUE: 'A private value should have been purged.',
  TIME_CLAIM: 'A transaction claims a time that is not the one at which its block appeared.',
  STATEMENT_CONFLICT: 'The Auditor was asked to sign two different statements about one subject.',
} as const;
export type FindingCode = keyof typeof findingCodes;

/** One finding. */
export type Finding = {
  readonly code: FindingCode;
  /** What it is about, such as a record key. */
  readonly subject: string;
  readonly detail: string;
  /** Unix seconds. */
  readonly since: number;
  readonly resolved: number | null;
};

/** What the Auditor has to say. */
export type AuditReport = {
  readonly witnessed: readonly { readonly kind: string; readonly count: number }[];
  readonly findings: readonly Finding[];
};
