import { type ErrorCode, exportArgument, TallystickError } from '@tallystick/protocol';
import { z } from 'zod';

/** An export record as the index shows it. */
export const indexedRecord = z.object({
  ...exportArgument.shape,
  purgeAfter: z.int(),
  block: z.int().min(0),
  name: z.string().regex(/^[0-9a-z-]{1,64}\.zip$/),
  status: z.enum(['available', 'expired']),
});
export type IndexedRecord = z.infer<typeof indexedRecord>;

/** `/exports/index.json`. */
export const exportIndex = z.object({ network: z.string(), records: z.array(indexedRecord) });
export type ExportIndex = z.infer<typeof exportIndex>;

/** The last record that this phone has processed; 0 and null before the first. */
export interface Processed {
  readonly lastSequence: number;
  readonly lastSha256: string | null;
}

function refuse(code: ErrorCode, field: string): never {
  throw new TallystickError(code, { field });
}

/**
 * The records that follow what was processed, in order and without a gap up to the last that the Auditor's head names.
 *
 * @param lastExport - from the witnessed head.
 * @throws TallystickError `EXPORT_MISSING` (a recorded file is left out), `EXPORT_CHAIN` (a record that does not follow the one
 *   before it), `EXPORT_ALTERED` (a record that was processed says something else now).
 */
export function recordsToProcess(
  records: readonly IndexedRecord[],
  processed: Processed,
  lastExport: number | null,
): IndexedRecord[] {
  const sorted = [...records].sort((a, b) => a.sequence - b.sequence);
  const last = sorted.find((record) => record.sequence === processed.lastSequence);
  if (last !== undefined && last.sha256 !== processed.lastSha256) refuse('EXPORT_ALTERED', `records.${last.sequence}`);
  const fresh = sorted.filter((record) => record.sequence > processed.lastSequence);
  let { lastSequence: sequence, lastSha256: sha256 } = processed;
  for (const record of fresh) {
    if (record.sequence !== sequence + 1) refuse('EXPORT_MISSING', `records.${sequence + 1}`);
    if (record.previous !== sha256) refuse('EXPORT_CHAIN', `records.${record.sequence}`);
    ({ sequence, sha256 } = record);
  }
  if (lastExport !== null && sequence < lastExport) refuse('EXPORT_MISSING', `records.${sequence + 1}`);
  return fresh;
}

/** Fields that the index and the Auditor's statement must agree on. */
const witnessedFields = [
  'sequence',
  'sha256',
  'previous',
  'windowStart',
  'windowEnd',
  'lastBlock',
  'real',
  'padding',
  'revised',
  'keyId',
  'block',
] as const;

/**
 * Holds a record of the index against what the Auditor witnessed.
 *
 * @throws TallystickError `EXPORT_UNRECORDED` when they differ: what the index shows is not what is recorded.
 */
export function matchWitness(
  record: IndexedRecord,
  witnessed: Pick<IndexedRecord, (typeof witnessedFields)[number]>,
): void {
  for (const field of witnessedFields) if (record[field] !== witnessed[field]) refuse('EXPORT_UNRECORDED', field);
}

const KEEP_SECONDS = 14 * 86_400;

/**
 * Whether a record may come without its file: its keys have expired. Anything younger that is called expired was left out.
 *
 * @param headTime - the Auditor's time.
 * @param practice - a network whose retention is short.
 */
export function mayBeExpired(record: IndexedRecord, headTime: number, practice: boolean): boolean {
  return record.windowEnd < headTime - KEEP_SECONDS || (practice && record.purgeAfter <= headTime);
}
