/** Decisions into cases: opens, upgrades, holds and revokes, all inside the caller's transaction. */
import { type Decision, decide, type PriorCase } from '../decision/decide.ts';
import type { DecisionPolicy } from '../decision/policy.ts';
import { reason } from '../decision/reasons.ts';
import { requestRevocation } from '../ledger/revoke.ts';
import type { LabReport } from '../report/lab-report.ts';
import { adapterActor } from '../store/audit.ts';
import { asReason, type Case, type CaseDates } from '../store/cases.ts';
import type { Store } from '../store/store.ts';
import { caseKeys, resultDigest } from './record-keys.ts';

/** What applying needs beside the report. */
export interface ApplyContext {
  store: Store;
  policy: DecisionPolicy;
  facility: string;
  /** Milliseconds since 1970. */
  now: number;
}

/** Order in which the decisions of one report take effect: a certain positive opens the case that the others join. */
const ORDER: Record<Decision['action'], number> = { authorise: 0, revoke: 1, hold: 2, ignore: 3 };

/** Decides a report and applies every decision; returns them. */
export function applyReport(context: ApplyContext, inboxId: number, report: LabReport): Decision[] {
  const { store, policy, now } = context;
  const at = Math.floor(now / 1000);
  const prior = (condition: string, observation: Decision['observation']): PriorCase | undefined => {
    const keys = caseKeys(store.keys, report, observation, condition);
    const found = store.cases.findByKeys(keys);
    if (found) return { id: found.id, state: found.state, reportId: found.reportId, testCode: found.testCode };
    if (!store.cases.isWithdrawn(keys)) return undefined;
    return { id: '', state: 'withdrawn', reportId: '', testCode: '' };
  };
  const decisions = decide(report, prior, policy, now)
    .toSorted((a, b) => ORDER[a.action] - ORDER[b.action])
    .map((decision) => withoutRepetition(context, inboxId, report, decision));
  for (const decision of decisions) {
    const caseId = applyDecision(context, inboxId, report, decision, at);
    store.decisions.keep(inboxId, caseId, decision, at, policy.version);
    if (decision.action !== 'ignore') {
      const detail = `${decision.action}: ${decision.reason.code}`;
      const about = caseId === undefined ? { inboxId, detail } : { inboxId, caseId, detail };
      store.audit.add(at, adapterActor(context.facility), 'decided', about);
    }
  }
  return decisions;
}

/** A result that was decided before in the same words is no news, whichever message carries it. */
function withoutRepetition(context: ApplyContext, inboxId: number, report: LabReport, decision: Decision): Decision {
  if (decision.action === 'ignore') return decision;
  const { store } = context;
  const first = store.cases.firstSeen(resultDigest(store.keys, report, decision.observation), inboxId);
  return first ? decision : { ...decision, action: 'ignore', reason: reason('DUPLICATE') };
}

function applyDecision(
  context: ApplyContext,
  inboxId: number,
  report: LabReport,
  decision: Decision,
  at: number,
): string | undefined {
  if (decision.condition === undefined) return undefined;
  const { store } = context;
  const keys = caseKeys(store.keys, report, decision.observation, decision.condition);
  const found = store.cases.findByKeys(keys);
  switch (decision.action) {
    case 'ignore':
      return found?.id;
    case 'revoke':
      return applyRevoke(context, decision, found, keys, inboxId, at);
    case 'hold':
      return found ? joinHeld(context, decision, found, at) : open(context, inboxId, report, decision, keys, at);
    case 'authorise':
      if (!found) return open(context, inboxId, report, decision, keys, at);
      if (found.state === 'held') store.cases.setState(found.id, 'ready', asReason(decision.reason), at);
      store.cases.addKeys(found.id, keys);
      return found.id;
  }
}

function open(
  context: ApplyContext,
  inboxId: number,
  report: LabReport,
  decision: Decision,
  keys: readonly Uint8Array[],
  at: number,
): string {
  const { observation } = decision;
  const dates: CaseDates = {};
  if (report.onset) dates.onset = report.onset;
  if (report.sent) dates.sent = report.sent;
  if (observation.analysed) dates.analysed = observation.analysed;
  if (observation.resulted) dates.resulted = observation.resulted;
  return context.store.cases.open(
    {
      facility: context.facility,
      condition: decision.condition ?? '',
      state: decision.action === 'authorise' ? 'ready' : 'held',
      origin: 'record',
      reason: asReason(decision.reason),
      at,
      patient: report.patient,
      specimen: observation.specimen,
      dates,
      reportId: observation.reportId,
      testCode: decision.testCode,
      testName: observation.test.text,
      result: decision.result,
      inboxId,
    },
    keys,
  );
}

/** Reasons that put a case in doubt which was ready or confirmed. */
const DOUBTS: ReadonlySet<string> = new Set([
  'CONTRADICTS_CASE',
  'CONTROL_FAILED',
  'CORRECTION_UNCERTAIN',
  'STATUS_CONTRADICTORY',
]);

/**
 * Doubts that come after a case was ready, and a positive result after it was revoked or put aside, make it held: a
 * person decides. A confirmed case keeps its state and shows the doubt, newest evidence first.
 */
function joinHeld(context: ApplyContext, decision: Decision, found: Case, at: number): string {
  const { state } = found;
  const again = state === 'revoked' || state === 'dismissed';
  if (!again && !DOUBTS.has(decision.reason.code)) return found.id;
  context.store.cases.setState(found.id, state === 'confirmed' ? state : 'held', asReason(decision.reason), at);
  return found.id;
}

function applyRevoke(
  context: ApplyContext,
  decision: Decision,
  found: Case | undefined,
  keys: readonly Uint8Array[],
  inboxId: number,
  at: number,
): string | undefined {
  const { store, facility } = context;
  store.cases.withdraw(keys, at);
  if (!found) return undefined;
  store.cases.setState(found.id, 'revoked', asReason(decision.reason), at);
  store.cases.setRevokeReason(found.id, decision.reason.code);
  requestRevocation(store, found.id, decision.reason.code, at);
  const detail = decision.reason.code;
  store.audit.add(at, adapterActor(facility), 'withdrawn-by-laboratory', { caseId: found.id, inboxId, detail });
  return found.id;
}
