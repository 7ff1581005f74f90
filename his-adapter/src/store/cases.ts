/** Cases: what a clinician decides on, with the keys by which later records find them. */
import { randomUUID } from 'node:crypto';
import type { Reason } from '../decision/reasons.ts';
import type { ClinicalTime } from '../report/clinical-time.ts';
import type { Patient, Specimen } from '../report/lab-report.ts';
import { type Database, number, optionalNumber, optionalText, type Row, text } from './database.ts';

/** Where a case stands. */
export type CaseState = 'held' | 'ready' | 'confirmed' | 'revoked' | 'dismissed';
/** What the clinician says about the diagnosis. */
export type Certainty = 'CONFIRMED_TEST' | 'CLINICAL_DIAGNOSIS';

/** The other dates of a record, as it gives them. */
export interface CaseDates {
  onset?: ClinicalTime;
  analysed?: ClinicalTime;
  resulted?: ClinicalTime;
  sent?: ClinicalTime;
}

/** A case as it is opened. */
export interface NewCase {
  facility: string;
  condition: string;
  state: CaseState;
  origin: 'record' | 'hand';
  reason: { code: string; sentence: string };
  at: number;
  patient: Patient;
  specimen: Specimen;
  dates: CaseDates;
  reportId: string;
  testCode: string;
  testName: string;
  result: string;
  inboxId?: number;
  note?: string;
}

/** A case as it stands. */
export interface Case extends NewCase {
  id: string;
  createdAt: number;
  updatedAt: number;
  certainty?: Certainty;
  /** Onset as confirmed, `YYYY-MM-DD`; absent when unknown. */
  onset?: string;
  confirmedAt?: number;
  confirmedBy?: string;
  revokeReason?: string;
}

/** Operations on cases. */
export interface Cases {
  open(opened: NewCase, keys: readonly Uint8Array[]): string;
  get(id: string): Case | undefined;
  /** The case that one of the keys names, the newest first. */
  findByKeys(keys: readonly Uint8Array[]): Case | undefined;
  addKeys(id: string, keys: readonly Uint8Array[]): void;
  setState(id: string, state: CaseState, why: { code: string; sentence: string }, at: number): void;
  confirm(id: string, given: { certainty: Certainty; onset?: string; note?: string; by: string; at: number }): void;
  setRevokeReason(id: string, reason: string): void;
  withdraw(keys: readonly Uint8Array[], at: number): void;
  isWithdrawn(keys: readonly Uint8Array[]): boolean;
  /** Notes a result as decided; false when it was already. */
  firstSeen(digest: Uint8Array, inboxId: number): boolean;
}

/** Cases in a database. */
export function casesIn(db: Database): Cases {
  const anyKey = (table: 'case_keys' | 'withdrawals', keys: readonly Uint8Array[]): Row | undefined => {
    for (const key of keys) {
      const row = db.get(
        table === 'withdrawals'
          ? 'SELECT at FROM withdrawals WHERE key=?'
          : `SELECT cases.* FROM case_keys JOIN cases ON cases.id = case_keys.case_id
             WHERE key=? ORDER BY cases.created_at DESC, cases.rowid DESC`,
        key,
      );
      if (row) return row;
    }
    return undefined;
  };
  const addKeys = (id: string, keys: readonly Uint8Array[]): void => {
    for (const key of keys) db.run('INSERT OR IGNORE INTO case_keys (key, case_id) VALUES (?,?)', key, id);
  };
  return {
    open(opened, keys) {
      const id = randomUUID();
      insertCase(db, id, opened);
      addKeys(id, keys);
      return id;
    },
    get: (id) => optional(db.get('SELECT * FROM cases WHERE id=?', id)),
    findByKeys: (keys) => optional(anyKey('case_keys', keys)),
    addKeys,
    setState(id, state, why, at) {
      db.run(
        'UPDATE cases SET state=?, reason_code=?, reason=?, updated_at=? WHERE id=?',
        state,
        why.code,
        why.sentence,
        at,
        id,
      );
    },
    confirm(id, { certainty, onset, note, by, at }) {
      db.run(
        `UPDATE cases SET state='confirmed', certainty=?, onset=?, note=coalesce(?, note), confirmed_at=?, confirmed_by=?,
         updated_at=? WHERE id=?`,
        certainty,
        onset ?? null,
        note ?? null,
        at,
        by,
        at,
        id,
      );
    },
    setRevokeReason: (id, reason) => {
      db.run('UPDATE cases SET revoke_reason=? WHERE id=?', reason, id);
    },
    withdraw: (keys, at) => {
      for (const key of keys) db.run('INSERT OR IGNORE INTO withdrawals (key, at) VALUES (?,?)', key, at);
    },
    isWithdrawn: (keys) => anyKey('withdrawals', keys) !== undefined,
    firstSeen: (digest, inboxId) =>
      db.run('INSERT OR IGNORE INTO results_seen (digest, inbox_id) VALUES (?,?)', digest, inboxId).changes > 0,
  };
}

function insertCase(db: Database, id: string, opened: NewCase): void {
  db.run(
    `INSERT INTO cases (id, facility, condition, state, origin, reason_code, reason, created_at, updated_at, patient,
      specimen, dates, report_id, test_code, test_name, result, inbox_id, note) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
    id,
    opened.facility,
    opened.condition,
    opened.state,
    opened.origin,
    opened.reason.code,
    opened.reason.sentence,
    opened.at,
    opened.at,
    JSON.stringify(opened.patient),
    JSON.stringify(opened.specimen),
    JSON.stringify(opened.dates),
    opened.reportId,
    opened.testCode,
    opened.testName,
    opened.result,
    opened.inboxId ?? null,
    opened.note ?? null,
  );
}

function optional(row: Row | undefined): Case | undefined {
  return row === undefined ? undefined : toCase(row);
}

/** A row of the table `cases` as a case. */
export function toCase(row: Row): Case {
  const found: Case = {
    id: text(row, 'id'),
    facility: text(row, 'facility'),
    condition: text(row, 'condition'),
    state: text(row, 'state') as CaseState,
    origin: text(row, 'origin') === 'hand' ? 'hand' : 'record',
    reason: { code: text(row, 'reason_code'), sentence: text(row, 'reason') },
    at: number(row, 'created_at'),
    createdAt: number(row, 'created_at'),
    updatedAt: number(row, 'updated_at'),
    patient: JSON.parse(text(row, 'patient')) as Patient,
    specimen: JSON.parse(text(row, 'specimen')) as Specimen,
    dates: JSON.parse(text(row, 'dates')) as CaseDates,
    reportId: text(row, 'report_id'),
    testCode: text(row, 'test_code'),
    testName: text(row, 'test_name'),
    result: text(row, 'result'),
  };
  const optionalFields = {
    inboxId: optionalNumber(row, 'inbox_id'),
    note: optionalText(row, 'note'),
    certainty: optionalText(row, 'certainty') as Certainty | undefined,
    onset: optionalText(row, 'onset'),
    confirmedAt: optionalNumber(row, 'confirmed_at'),
    confirmedBy: optionalText(row, 'confirmed_by'),
    revokeReason: optionalText(row, 'revoke_reason'),
  };
  return Object.assign(
    found,
    Object.fromEntries(Object.entries(optionalFields).filter(([, value]) => value !== undefined)),
  );
}

/** A reason of the decision as a case keeps it. */
export function asReason(given: Reason): { code: string; sentence: string } {
  return { code: given.code, sentence: given.sentence };
}
