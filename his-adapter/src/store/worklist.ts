/** The worklist: one row a case with the status that it comes to, counted and filtered in the store. */

import { type Case, toCase } from './cases.ts';
import { type Database, number, optionalNumber, type Row, text } from './database.ts';

/** Where a case stands: its own state, and for a confirmed one that of its newest authorisation. */
export type CaseStatus =
  | 'held'
  | 'ready'
  | 'sending'
  | 'failed'
  | 'unclaimed'
  | 'expired'
  | 'published'
  | 'exported'
  | 'revoked'
  | 'dismissed';

/** One row. */
export interface WorklistRow {
  found: Case;
  status: CaseStatus;
  expires?: number;
}

/** Cases with their status; `?1` is now in Unix seconds. */
const LISTED = `
  SELECT cases.*, cases.rowid AS opened, newest.expires AS expires,
    CASE
      WHEN EXISTS (SELECT 1 FROM outbox JOIN authorisations AS own ON own.id = outbox.authorisation
                   WHERE own.case_id = cases.id AND outbox.state = 'dead') THEN 'failed'
      WHEN cases.state <> 'confirmed' THEN cases.state
      WHEN newest.export_sequence IS NOT NULL THEN 'exported'
      WHEN newest.published_block IS NOT NULL THEN 'published'
      WHEN newest.expires <= ?1 THEN 'expired'
      WHEN newest.authorised_block IS NOT NULL THEN 'unclaimed'
      ELSE 'sending'
    END AS status
  FROM cases LEFT JOIN authorisations AS newest ON newest.rowid = (
    SELECT rowid FROM authorisations WHERE case_id = cases.id ORDER BY issued_at DESC, rowid DESC LIMIT 1)`;

/** Codes that expire this soon without having been claimed need somebody. */
const EXPIRING_SECONDS = 4 * 3600;
const NEEDS_SOMEBODY = `(status IN ('held', 'ready', 'failed', 'expired')
  OR (status = 'unclaimed' AND expires <= ?1 + ${EXPIRING_SECONDS}))`;

/** The rows that need somebody now, newest evidence first. */
export function listNeeding(db: Database, now: number, limit: number): WorklistRow[] {
  return db
    .all(`SELECT * FROM (${LISTED}) WHERE ${NEEDS_SOMEBODY} ORDER BY updated_at DESC, opened DESC LIMIT ?2`, now, limit)
    .map(toRow);
}

/** How many cases need somebody now. */
export function countNeeding(db: Database, now: number): number {
  return number(db.get(`SELECT count(*) AS n FROM (${LISTED}) WHERE ${NEEDS_SOMEBODY}`, now) ?? {}, 'n');
}

/** The rows with one of some statuses, newest evidence first. */
export function listCases(db: Database, statuses: readonly CaseStatus[], now: number, limit: number): WorklistRow[] {
  return db
    .all(
      `SELECT * FROM (${LISTED}) WHERE status IN (SELECT value FROM json_each(?2))
       ORDER BY updated_at DESC, opened DESC LIMIT ?3`,
      now,
      JSON.stringify(statuses),
      limit,
    )
    .map(toRow);
}

/** How many cases have each status. */
export function countCases(db: Database, now: number): Partial<Record<CaseStatus, number>> {
  const rows = db.all(`SELECT status, count(*) AS n FROM (${LISTED}) GROUP BY status`, now);
  return Object.fromEntries(rows.map((row) => [text(row, 'status'), number(row, 'n')]));
}

/** The status of one case. */
export function statusOfCase(db: Database, id: string, now: number): CaseStatus {
  const row = db.get(`SELECT status FROM (${LISTED}) WHERE id=?2`, now, id);
  return (row ? text(row, 'status') : 'held') as CaseStatus;
}

function toRow(row: Row): WorklistRow {
  const listed: WorklistRow = { found: toCase(row), status: text(row, 'status') as CaseStatus };
  const expires = optionalNumber(row, 'expires');
  if (expires !== undefined) listed.expires = expires;
  return listed;
}
