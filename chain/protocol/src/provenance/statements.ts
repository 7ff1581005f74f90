import { type LedgerRecord, recordKey } from '../ledger/index.ts';
import { keyOfRecord } from '../ledger/records.ts';
import { KEY_EMBARGO_SECONDS } from '../publication/key-rules.ts';
import { dayStart, SECONDS_PER_DAY } from '../time.ts';
import { comparePositions, ProvBuilder, type ProvDocument, type ProvPosition } from './document.ts';

/** A public record and where its transaction stands on the ledger. */
export type PlacedRecord = ProvPosition & { readonly record: LedgerRecord };

type Placed<T extends LedgerRecord['type']> = ProvPosition & { readonly record: Extract<LedgerRecord, { type: T }> };

/** Id of the activity that a transaction is. */
export const activityId = (txId: string): string => `activity/${txId}`;
/** Id of the agent that an organisation is. */
export const agentId = (mspId: string): string => `agent/${mspId}`;
/** Id of the set of publications, or of revocations, in the blocks that an export covers. */
export const setId = (of: 'publications' | 'revocations', sequence: number): string =>
  recordKey.export(sequence).replace('export', of);

/** Longest that a key is held back after its publication: it may begin at that moment and live a day. */
const LONGEST_HOLD = SECONDS_PER_DAY + KEY_EMBARGO_SECONDS;

/**
 * The whole ledger's provenance as W3C PROV statements, from its public records alone. What each record says of itself is taken as it
 * stands; derivations are added so that no chain leads from an answer or an export to one patient: an answer batch derives from the
 * exports of its day, an export from the *sets* of publications and revocations of the blocks that may have gone into it.
 *
 * @param records - in any order.
 */
export function provenanceStatements(records: Iterable<PlacedRecord>): ProvDocument {
  const placed = [...records].sort(comparePositions);
  const statements = new ProvBuilder();
  for (const each of placed) stateRecord(statements, each);
  const publications = only(placed, 'publication');
  const revocations = only(placed, 'revocation');
  const exports = only(placed, 'export').sort((a, b) => a.record.sequence - b.record.sequence);
  statePublications(statements, publications, revocations);
  stateExports(statements, exports, publications, revocations);
  for (const batch of only(placed, 'answers')) stateAnswers(statements, batch, exports);
  return statements.document();
}

function only<T extends LedgerRecord['type']>(placed: readonly PlacedRecord[], type: T): Placed<T>[] {
  return placed.filter((each): each is Placed<T> => each.record.type === type);
}

/** What the record says of itself: who did what with what. */
function stateRecord(statements: ProvBuilder, { record, block, index }: PlacedRecord): void {
  const { activity: kind, organisation, role, used, generated, invalidated } = record.provenance;
  const activity = activityId(record.txId);
  statements
    .entity({ id: keyOfRecord(record), kind: record.type })
    .activity({ id: activity, kind, at: { block, index } })
    .agent({ id: agentId(organisation), kind: 'organisation' })
    .relate({ type: 'wasAssociatedWith', activity, agent: agentId(organisation), role });
  for (const entity of used) statements.relate({ type: 'used', activity, entity });
  for (const entity of generated) statements.relate({ type: 'wasGeneratedBy', entity, activity });
  for (const entity of invalidated) statements.relate({ type: 'wasInvalidatedBy', entity, activity });
  if (record.type === 'policy') {
    statements.relate({
      type: 'wasDerivedFrom',
      generated: keyOfRecord(record),
      used: recordKey.proposal(record.proposal),
    });
  }
  if (record.type === 'authorisation' && record.supersedes !== undefined) {
    const superseded = recordKey.authorisation(record.supersedes);
    statements.relate({ type: 'wasDerivedFrom', generated: keyOfRecord(record), used: superseded, revision: true });
  }
}

/** A publication derives from its authorisation, and falls with it. */
function statePublications(
  statements: ProvBuilder,
  publications: readonly Placed<'publication'>[],
  revocations: readonly Placed<'revocation'>[],
): void {
  const published = new Set(publications.map(({ record }) => record.authorisation));
  for (const { record } of publications) {
    const used = recordKey.authorisation(record.authorisation);
    statements.relate({ type: 'wasDerivedFrom', generated: keyOfRecord(record), used });
  }
  for (const revocation of revocations) {
    const { authorisation, txId } = revocation.record;
    const used = recordKey.authorisation(authorisation);
    statements.relate({ type: 'wasDerivedFrom', generated: keyOfRecord(revocation.record), used });
    // Under a revoked authorisation nothing is published, so what stands was published before.
    if (!published.has(authorisation)) continue;
    const entity = recordKey.publication(authorisation);
    statements.relate({ type: 'wasInvalidatedBy', entity, activity: activityId(txId) });
  }
}

/** Records by the export whose blocks hold them. Exports cover the blocks without gap or overlap, so one pass over both is enough. */
function byExport<T extends PlacedRecord>(
  exports: readonly Placed<'export'>[],
  records: readonly T[],
): Map<number, T[]> {
  const members = new Map<number, T[]>();
  let at = 0;
  for (const { record } of exports) {
    const from = at;
    while (at < records.length && (records[at]?.block ?? 0) <= record.lastBlock) at += 1;
    members.set(record.sequence, records.slice(from, at));
  }
  return members;
}

/** The set of publications, or of revocations, in an export's blocks; no statement for an empty one. */
function stateSet(
  statements: ProvBuilder,
  kind: 'publications' | 'revocations',
  sequence: number,
  members: readonly PlacedRecord[],
): boolean {
  const set = setId(kind, sequence);
  if (members.length > 0) statements.entity({ id: set, kind, collection: true });
  for (const { record } of members) {
    statements.relate({ type: 'hadMember', collection: set, entity: keyOfRecord(record) });
  }
  return members.length > 0;
}

/**
 * An export rests on the revocations in its blocks, and on the publications in its own blocks and in earlier ones from which a key
 * may have been held back.
 */
function stateExports(
  statements: ProvBuilder,
  exports: readonly Placed<'export'>[],
  publications: readonly Placed<'publication'>[],
  revocations: readonly Placed<'revocation'>[],
): void {
  const published = byExport(exports, publications);
  const revoked = byExport(exports, revocations);
  const filled: Placed<'export'>[] = [];
  let lastWindowEnd = 0;
  for (const file of exports) {
    const { sequence, windowEnd } = file.record;
    if (stateSet(statements, 'revocations', sequence, revoked.get(sequence) ?? [])) {
      stateUse(statements, file, setId('revocations', sequence));
    }
    if (stateSet(statements, 'publications', sequence, published.get(sequence) ?? [])) filled.push(file);
    for (const { record } of filled.toReversed()) {
      const mayHold = record.sequence === sequence || record.windowEnd + LONGEST_HOLD > lastWindowEnd;
      if (!mayHold) break;
      stateUse(statements, file, setId('publications', record.sequence));
    }
    lastWindowEnd = windowEnd;
  }
}

/** Answers for a day rest on the files whose windows meet that day and that stood when they were recorded. */
function stateAnswers(statements: ProvBuilder, batch: Placed<'answers'>, exports: readonly Placed<'export'>[]): void {
  const from = dayStart(batch.record.day);
  const to = from + SECONDS_PER_DAY;
  for (const file of exports) {
    const { windowStart, windowEnd } = file.record;
    const meets = windowStart < to && windowEnd > from && comparePositions(file, batch) < 0;
    if (meets) stateUse(statements, batch, keyOfRecord(file.record));
  }
}

function stateUse(statements: ProvBuilder, { record }: PlacedRecord, entity: string): void {
  statements
    .relate({ type: 'used', activity: activityId(record.txId), entity })
    .relate({ type: 'wasDerivedFrom', generated: keyOfRecord(record), used: entity });
}
