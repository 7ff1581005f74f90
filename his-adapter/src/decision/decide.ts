/**
 * The clinical decision: what a laboratory report means for the ledger. Pure; nothing here reads a clock or a store.
 *
 * `authorise` means that a case is ready for a clinician to confirm, never that anything is sent. Whatever is not
 * certain is held with its reason; nothing is guessed, and nothing is inferred from silence.
 */
import type { LabObservation, LabReport } from '../report/lab-report.ts';
import {
  classifyResults,
  classifyStatus,
  classifyTest,
  type ResultClass,
  type StatusClass,
  type TestClass,
} from './classify.ts';
import { objectionToDates } from './dates.ts';
import type { ConditionConfig, DecisionPolicy } from './policy.ts';
import { type Reason, type ReasonCode, reason } from './reasons.ts';

/** What is to be done about one observation. */
export type DecisionAction = 'authorise' | 'revoke' | 'hold' | 'ignore';

/** A case that already stands for the same patient, condition and specimen or report. */
export interface PriorCase {
  id: string;
  state: 'held' | 'ready' | 'confirmed' | 'revoked' | 'dismissed' | 'withdrawn';
  /** Report id and test code on which it rests. */
  reportId: string;
  testCode: string;
}

/** The decision on one observation, with what it rests on. */
export interface Decision {
  observation: LabObservation;
  action: DecisionAction;
  reason: Reason;
  /** Id of the reportable condition; absent when the test belongs to none. */
  condition?: string;
  testCode: string;
  result: ResultClass;
  status: StatusClass;
}

/** All that the decision on one observation depends on. */
export interface DecisionInput {
  report: LabReport;
  observation: LabObservation;
  test: TestClass;
  result: ResultClass;
  status: StatusClass;
  /** Another observation of the same specimen and condition is positive. */
  positiveSibling: boolean;
  /** An internal control of the same specimen failed. */
  controlFailed: boolean;
  prior: PriorCase | undefined;
  policy: DecisionPolicy;
  now: number;
}

type Verdict = [DecisionAction, ReasonCode];

/**
 * Decides every observation of a report.
 * @param priorCase the case that stands already for a condition and an observation
 * @param now milliseconds since 1970
 */
export function decide(
  report: LabReport,
  priorCase: (condition: string, observation: LabObservation) => PriorCase | undefined,
  policy: DecisionPolicy,
  now: number,
): Decision[] {
  const classed = report.observations.map((observation) => ({
    observation,
    test: classifyTest(observation.test, policy),
    result: classifyResults(observation, policy),
    status: classifyStatus(observation.reportStatus, observation.observationStatus),
  }));
  return classed.map((item) => {
    const siblings = classed.filter((other) => other !== item && sameSpecimen(other.observation, item.observation));
    const condition = item.test.condition?.id;
    const input: DecisionInput = {
      ...item,
      report,
      positiveSibling: siblings.some(
        (other) =>
          other.test.condition?.id === condition && !other.observation.askOnEntry && other.result === 'positive',
      ),
      controlFailed: siblings.some((other) => other.test.kind === 'control' && other.result !== 'positive'),
      prior: condition === undefined ? undefined : priorCase(condition, item.observation),
      policy,
      now,
    };
    const [action, code] = decideObservation(input);
    const decision: Decision = {
      observation: item.observation,
      action,
      reason: reason(code),
      testCode: item.test.code,
      result: item.result,
      status: item.status,
    };
    return condition === undefined ? decision : { ...decision, condition };
  });
}

function sameSpecimen(a: LabObservation, b: LabObservation): boolean {
  return a.specimen.id !== '' ? a.specimen.id === b.specimen.id : a.accession === b.accession;
}

/** The rules in their order: what kind of thing it is, then its status, then its result. */
export function decideObservation(input: DecisionInput): Verdict {
  const { test, observation } = input;
  if (observation.askOnEntry) return ['ignore', 'ASK_ON_ENTRY'];
  if (test.kind === 'antibody') return ['ignore', 'ANTIBODY_TEST'];
  if (test.condition === undefined) return ['ignore', 'NOT_REPORTABLE'];
  if (input.report.mode === 'test' && !input.policy.testConnection) return ['ignore', 'TEST_MESSAGE'];
  if (input.status === 'entered-in-error') return enteredInError(input);
  if (input.status === 'cancelled') {
    return standing(input.prior) ? ['revoke', 'RESULT_CANCELLED'] : ['ignore', 'CANCELLED'];
  }
  if (test.kind !== 'detection') return notADetection(test.kind, input.result);
  if (input.result === 'negative') return negative(input);
  if (input.result === 'inconclusive') return inconclusive(input);
  return maybePositive(input, test.condition);
}

function standing(prior: PriorCase | undefined): boolean {
  return prior !== undefined && ['held', 'ready', 'confirmed'].includes(prior.state);
}

/** A withdrawal as a duplicate concerns only the report withdrawn: a case resting on another report stands. */
function enteredInError({ observation, prior }: DecisionInput): Verdict {
  if (prior?.state === 'revoked') return ['ignore', 'ALREADY_REVOKED'];
  const duplicate = observation.notes.some((note) => /duplicate/i.test(note));
  if (duplicate && prior && standing(prior) && prior.reportId !== observation.reportId)
    return ['ignore', 'WITHDRAWN_AS_DUPLICATE'];
  return ['revoke', 'ENTERED_IN_ERROR'];
}

function notADetection(kind: TestClass['kind'], result: ResultClass): Verdict {
  if (result === 'negative') return ['ignore', 'NEGATIVE'];
  if (result === 'inconclusive') return ['ignore', 'INCONCLUSIVE'];
  return ['hold', kind === 'unspecific' ? 'TEST_UNSPECIFIC' : 'TEST_NOT_UNDERSTOOD'];
}

function negative(input: DecisionInput): Verdict {
  const { prior, status, positiveSibling, test } = input;
  if (positiveSibling || !prior || !standing(prior)) {
    return status === 'corrected' && !positiveSibling && prior === undefined && !input.controlFailed
      ? ['revoke', 'CORRECTED_TO_NEGATIVE']
      : ['ignore', 'NEGATIVE'];
  }
  if (input.controlFailed) return ['hold', 'CONTROL_FAILED'];
  if (status === 'contradictory' || status === 'unknown') return ['hold', 'STATUS_CONTRADICTORY'];
  if (status === 'preliminary') return ['ignore', 'NEGATIVE'];
  const sameTest = prior.testCode === test.code;
  if (status === 'corrected') return sameTest ? ['revoke', 'CORRECTED_TO_NEGATIVE'] : ['hold', 'CORRECTION_UNCERTAIN'];
  return sameTest ? ['hold', 'CONTRADICTS_CASE'] : ['ignore', 'NEGATIVE'];
}

function inconclusive({ prior, status, test, positiveSibling }: DecisionInput): Verdict {
  const corrects = status === 'corrected' && standing(prior) && prior?.testCode === test.code && !positiveSibling;
  return corrects ? ['revoke', 'CORRECTED_TO_INCONCLUSIVE'] : ['ignore', 'INCONCLUSIVE'];
}

/** Results that are no plain "positive" and the reason for which each is held. */
const NOT_PLAIN: Partial<Record<ResultClass, ReasonCode>> = {
  presumptive: 'PRESUMPTIVE_POSITIVE',
  'pooled-positive': 'POOLED_POSITIVE',
  suspected: 'SUSPECTED',
  contradictory: 'RESULT_CONTRADICTORY',
  missing: 'RESULT_MISSING',
  unknown: 'RESULT_NOT_UNDERSTOOD',
};

function maybePositive(input: DecisionInput, condition: ConditionConfig): Verdict {
  const { prior } = input;
  if (prior?.state === 'ready' || prior?.state === 'confirmed') return ['ignore', 'ALREADY_A_CASE'];
  const notPlain = NOT_PLAIN[input.result];
  if (notPlain) return ['hold', notPlain];
  if (input.observation.selfReported && input.policy.selfReported === 'ignore') return ['ignore', 'SELF_REPORTED'];
  const objection = objectionToPositive(input, condition);
  if (objection) return ['hold', objection];
  return ['authorise', input.status === 'corrected' ? 'POSITIVE_CORRECTED' : 'POSITIVE_FINAL'];
}

/** Why a positive result is not ready for a clinician; undefined when it is. */
function objectionToPositive(input: DecisionInput, condition: ConditionConfig): ReasonCode | undefined {
  const { report, observation, prior, status } = input;
  if (status === 'preliminary') return 'PRELIMINARY';
  if (status === 'contradictory') return 'STATUS_CONTRADICTORY';
  if (status === 'unknown') return 'STATUS_UNKNOWN';
  if (report.mode === 'unknown') return 'MODE_UNKNOWN';
  if (report.patient.identifiers.length === 0 && report.patient.family === '') return 'PATIENT_MISSING';
  const dates = objectionToDates(report, observation, condition.infectiousWindowDays, input.now);
  if (dates) return dates;
  if (observation.selfReported) return 'SELF_REPORTED';
  if (prior?.state === 'withdrawn') return 'WITHDRAWN_BEFORE';
  if (prior?.state === 'revoked' || prior?.state === 'dismissed') return 'REVOKED_BEFORE';
  return undefined;
}
