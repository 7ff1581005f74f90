/** Decisions, kept beside the message and the case that they are about. */
import type { Decision } from '../decision/decide.ts';
import { type Database, number, optionalText, type Row, text } from './database.ts';

/** A decision as it is kept beside its message and case. */
export interface KeptDecision {
  inboxId: number;
  caseId?: string;
  at: number;
  place: string;
  action: string;
  reasonCode: string;
  reason: string;
  condition?: string;
  testCode: string;
  testName: string;
  result: string;
  resultText: string;
  status: string;
  policy: string;
}

/** Operations on decisions. */
export interface Decisions {
  keep(inboxId: number, caseId: string | undefined, decision: Decision, at: number, policy: string): void;
  ofCase(id: string): KeptDecision[];
  ofMessage(inboxId: number): KeptDecision[];
}

/** Decisions in a database. */
export function decisionsIn(db: Database): Decisions {
  return {
    keep: (inboxId, caseId, decision, at, policy) => insert(db, inboxId, caseId, decision, at, policy),
    ofCase: (id) => db.all('SELECT * FROM decisions WHERE case_id=? ORDER BY id', id).map(toDecision),
    ofMessage: (inboxId) => db.all('SELECT * FROM decisions WHERE inbox_id=? ORDER BY id', inboxId).map(toDecision),
  };
}

function insert(
  db: Database,
  inboxId: number,
  caseId: string | undefined,
  decision: Decision,
  at: number,
  policy: string,
): void {
  const { observation } = decision;
  const shown = observation.results.map((result) =>
    [result.codings[0]?.code, result.text].filter((part) => part).join(' '),
  );
  db.run(
    `INSERT INTO decisions (inbox_id, case_id, at, place, action, reason_code, reason, condition, test_code, test_name,
      result, result_text, status, policy) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
    inboxId,
    caseId ?? null,
    at,
    observation.place,
    decision.action,
    decision.reason.code,
    decision.reason.sentence,
    decision.condition ?? null,
    decision.testCode,
    observation.test.text,
    decision.result,
    shown.join('; '),
    decision.status,
    policy,
  );
}

function toDecision(row: Row): KeptDecision {
  const kept: KeptDecision = {
    inboxId: number(row, 'inbox_id'),
    at: number(row, 'at'),
    place: text(row, 'place'),
    action: text(row, 'action'),
    reasonCode: text(row, 'reason_code'),
    reason: text(row, 'reason'),
    testCode: text(row, 'test_code'),
    testName: text(row, 'test_name'),
    result: text(row, 'result'),
    resultText: text(row, 'result_text'),
    status: text(row, 'status'),
    policy: text(row, 'policy'),
  };
  const caseId = optionalText(row, 'case_id');
  const condition = optionalText(row, 'condition');
  if (caseId !== undefined) kept.caseId = caseId;
  if (condition !== undefined) kept.condition = condition;
  return kept;
}
