/** The audit trail: every look and every act, append-only. */
import { type Database, number, optionalNumber, optionalText, type Row, text } from './database.ts';

/** Who acts: a signed-in person, or the adapter itself. */
export interface Actor {
  id: string;
  name: string;
  facility: string;
}

/** What was done; the set is closed so that an auditor can search it. */
export type AuditAct =
  | 'sign-in'
  | 'sign-out'
  | 'refused'
  | 'list'
  | 'look'
  | 'look-message'
  | 'message-seen'
  | 'confirm'
  | 'enter-by-hand'
  | 'show-code'
  | 'issue-again'
  | 'revoke'
  | 'dismiss'
  | 'send-again'
  | 'look-audit'
  | 'decided'
  | 'withdrawn-by-laboratory';

/** One line of the trail. */
export interface AuditEntry {
  id: number;
  at: number;
  actor: string;
  name: string;
  facility: string;
  act: AuditAct;
  caseId?: string;
  inboxId?: number;
  detail: string;
}

/** The adapter as an actor. */
export function adapterActor(facility: string): Actor {
  return { id: 'his-adapter', name: 'HIS adapter', facility };
}

/** Operations on the trail. */
export interface Audit {
  add(at: number, actor: Actor, act: AuditAct, about?: { caseId?: string; inboxId?: number; detail?: string }): void;
  /** Whether an actor did the same about the same case since a moment: a page that refreshes itself is one look. */
  didSince(since: number, actor: Actor, act: AuditAct, about: { caseId?: string; detail?: string }): boolean;
  /** Newest first. */
  list(options: { caseId?: string; limit: number; before?: number }): AuditEntry[];
}

/** The trail in a database. */
export function auditIn(db: Database): Audit {
  return {
    add(at, actor, act, about = {}) {
      db.run(
        'INSERT INTO audit (at, actor, name, facility, act, case_id, inbox_id, detail) VALUES (?,?,?,?,?,?,?,?)',
        at,
        actor.id,
        actor.name,
        actor.facility,
        act,
        about.caseId ?? null,
        about.inboxId ?? null,
        about.detail ?? '',
      );
    },
    didSince: (since, actor, act, { caseId, detail }) =>
      db.get(
        `SELECT 1 FROM audit WHERE at >= ? AND actor = ? AND act = ? AND case_id IS ? AND detail = ? LIMIT 1`,
        since,
        actor.id,
        act,
        caseId ?? null,
        detail ?? '',
      ) !== undefined,
    list: ({ caseId, limit, before }) =>
      db
        .all(
          'SELECT * FROM audit WHERE (?1 IS NULL OR case_id = ?1) AND id < ?2 ORDER BY id DESC LIMIT ?3',
          caseId ?? null,
          before ?? Number.MAX_SAFE_INTEGER,
          limit,
        )
        .map(toEntry),
  };
}

function toEntry(row: Row): AuditEntry {
  const entry: AuditEntry = {
    id: number(row, 'id'),
    at: number(row, 'at'),
    actor: text(row, 'actor'),
    name: text(row, 'name'),
    facility: text(row, 'facility'),
    act: text(row, 'act') as AuditAct,
    detail: text(row, 'detail'),
  };
  const caseId = optionalText(row, 'case_id');
  const inboxId = optionalNumber(row, 'inbox_id');
  if (caseId !== undefined) entry.caseId = caseId;
  if (inboxId !== undefined) entry.inboxId = inboxId;
  return entry;
}
