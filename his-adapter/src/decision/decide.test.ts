import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fhirTime, hl7Time } from '../report/clinical-time.ts';
import type { LabObservation, LabReport } from '../report/lab-report.ts';
import { decide, type PriorCase } from './decide.ts';
import { defaultPolicy } from './default-policy.ts';
import { type DecisionPolicy, policySchema } from './policy.ts';
import { coded, NEGATIVE, NOW, observation, PCR, POSITIVE, policy, report } from './testing.ts';

type Changes = Partial<LabObservation>;
const outcome = (
  changes: Changes = {},
  about: { prior?: PriorCase; report?: Partial<LabReport>; policy?: DecisionPolicy; siblings?: Changes[] } = {},
): string => {
  const all = [observation(changes), ...(about.siblings ?? []).map((sibling) => observation(sibling))];
  const decisions = decide(report(all, about.report), () => about.prior, about.policy ?? policy, NOW);
  return `${decisions[0]?.action} ${decisions[0]?.reason.code}`;
};
const prior = (state: PriorCase['state'], changes: Partial<PriorCase> = {}): PriorCase => ({
  id: 'case',
  state,
  reportId: 'R-1',
  testCode: '94500-6',
  ...changes,
});
const at = (text: string): Changes => {
  const collected = hl7Time(text);
  return { specimen: { id: 'S-1', type: '', collectedFrom: 'SPM-17', ...(collected && { collected }) } };
};

test('a final or corrected positive is ready for a clinician', () => {
  assert.equal(outcome(), 'authorise POSITIVE_FINAL');
  assert.equal(outcome({ observationStatus: 'corrected' }), 'authorise POSITIVE_CORRECTED');
  assert.equal(outcome({ reportStatus: 'corrected' }), 'authorise POSITIVE_CORRECTED');
  assert.equal(outcome({ results: [coded('10828004', 'Positive', 'SCT')] }), 'authorise POSITIVE_FINAL');
  assert.equal(outcome({ results: [{ codings: [], text: 'DETECTED' }] }), 'authorise POSITIVE_FINAL');
});

test('the result: what is not a plain positive or negative', () => {
  const results: [string, string][] = [
    ['720735008', 'hold PRESUMPTIVE_POSITIVE'],
    ['462371000124108', 'hold POOLED_POSITIVE'],
    ['840544004', 'hold SUSPECTED'],
    ['260385009', 'ignore NEGATIVE'],
    ['419984006', 'ignore INCONCLUSIVE'],
    ['42425007', 'ignore INCONCLUSIVE'],
    ['82334004', 'ignore INCONCLUSIVE'],
    ['455371000124106', 'ignore INCONCLUSIVE'],
    ['125154007', 'ignore INCONCLUSIVE'],
    ['373121007', 'ignore INCONCLUSIVE'],
    ['895231008', 'ignore INCONCLUSIVE'],
    ['840539006', 'hold RESULT_NOT_UNDERSTOOD'],
    ['260373002', 'hold RESULT_NOT_UNDERSTOOD'],
  ];
  for (const [code, expected] of results) assert.equal(outcome({ results: [coded(code, '', 'SCT')] }), expected, code);
  assert.equal(outcome({ results: [] }), 'hold RESULT_MISSING');
  assert.equal(outcome({ results: [{ codings: [], text: 'Yes' }] }), 'hold RESULT_NOT_UNDERSTOOD');
  assert.equal(outcome({ results: [coded('260373001', 'Detected', 'L')] }), 'authorise POSITIVE_FINAL');
  assert.equal(outcome({ results: [coded('260373001', 'whatever', 'L')] }), 'hold RESULT_NOT_UNDERSTOOD');
});

test('codes, texts and interpretations that contradict each other are held', () => {
  assert.equal(outcome({ results: [coded('260373001', 'Not detected', 'SCT')] }), 'hold RESULT_CONTRADICTORY');
  assert.equal(outcome({ results: [POSITIVE, NEGATIVE] }), 'hold RESULT_CONTRADICTORY');
  const two = { codings: [...POSITIVE.codings, ...NEGATIVE.codings], text: '' };
  assert.equal(outcome({ results: [two] }), 'hold RESULT_CONTRADICTORY');
  const normal = [{ code: 'N', text: 'Normal', system: 'HL70078' }];
  assert.equal(outcome({ interpretations: normal }), 'hold RESULT_CONTRADICTORY');
  const abnormal = [{ code: 'A', text: 'Abnormal', system: 'HL70078' }];
  assert.equal(outcome({ results: [], interpretations: abnormal }), 'hold RESULT_MISSING');
});

test('the test: antibodies never, panels and unknown codes held, other things ignored', () => {
  assert.equal(outcome({ test: coded('94563-4', 'SARS-CoV-2 IgG Ab', 'LN') }), 'ignore ANTIBODY_TEST');
  assert.equal(
    outcome({ test: coded('99999-9', 'SARS-CoV-2 (COVID-19) IgM Ab [Presence]', 'LN') }),
    'ignore ANTIBODY_TEST',
  );
  assert.equal(outcome({ test: coded('94500-6', 'SARS-CoV-2 antibody', 'LN') }), 'ignore ANTIBODY_TEST');
  assert.equal(outcome({ test: coded('95422-2', 'Influenza and SARS-CoV-2 panel', 'LN') }), 'hold TEST_UNSPECIFIC');
  assert.equal(outcome({ test: coded('94558-5', 'SARS-CoV-2 antigen', 'LN') }), 'hold TEST_NOT_UNDERSTOOD');
  assert.equal(outcome({ test: coded('COV1', 'COVID-19 rapid', 'L') }), 'hold TEST_NOT_UNDERSTOOD');
  assert.equal(outcome({ test: coded('COV1', 'COVID-19 rapid', 'L'), results: [NEGATIVE] }), 'ignore NEGATIVE');
  assert.equal(outcome({ test: coded('94500-6', 'Influenza virus A RNA', 'LN') }), 'hold TEST_NOT_UNDERSTOOD');
  assert.equal(outcome({ test: coded('600-7', 'Bacteria identified', 'LN') }), 'ignore NOT_REPORTABLE');
  assert.equal(outcome({ test: coded('85477-8', 'Influenza virus A RNA', 'LN') }), 'authorise POSITIVE_FINAL');
});

test('a code in the alternate triplet, and one whose system is nonsense but whose name agrees', () => {
  const alternate = { codings: [{ code: 'X1', text: 'Local', system: 'L' }, ...PCR.codings], text: 'COVID-19 PCR' };
  assert.equal(outcome({ test: alternate }), 'authorise POSITIVE_FINAL');
  assert.equal(outcome({ test: coded('94558-4', 'SARS-CoV-2 Ag', 'rmg3q') }), 'authorise POSITIVE_FINAL');
  assert.equal(outcome({ test: coded('94558-4', '', 'L') }), 'hold TEST_NOT_UNDERSTOOD');
});

test('the status decides as much as the result', () => {
  assert.equal(outcome({ observationStatus: 'entered-in-error' }), 'revoke ENTERED_IN_ERROR');
  assert.equal(outcome({ reportStatus: 'entered-in-error' }), 'revoke ENTERED_IN_ERROR');
  assert.equal(outcome({ observationStatus: 'preliminary' }), 'hold PRELIMINARY');
  assert.equal(outcome({ reportStatus: 'preliminary' }), 'hold PRELIMINARY');
  assert.equal(outcome({ observationStatus: 'missing' }), 'hold STATUS_UNKNOWN');
  assert.equal(outcome({ observationStatus: 'unknown' }), 'hold STATUS_UNKNOWN');
  assert.equal(outcome({ reportStatus: 'cancelled' }), 'hold STATUS_CONTRADICTORY');
  assert.equal(outcome({ observationStatus: 'cancelled' }), 'ignore CANCELLED');
  assert.equal(outcome({ observationStatus: 'cancelled' }, { prior: prior('ready') }), 'revoke RESULT_CANCELLED');
});

test('a correction revokes its own analyte and specimen, and nothing is inferred from silence', () => {
  const corrected: Changes = { results: [NEGATIVE], observationStatus: 'corrected' };
  assert.equal(outcome(corrected), 'revoke CORRECTED_TO_NEGATIVE');
  assert.equal(outcome(corrected, { prior: prior('confirmed') }), 'revoke CORRECTED_TO_NEGATIVE');
  assert.equal(outcome(corrected, { prior: prior('confirmed', { testCode: '94558-4' }) }), 'hold CORRECTION_UNCERTAIN');
  assert.equal(outcome({ results: [NEGATIVE] }, { prior: prior('ready') }), 'hold CONTRADICTS_CASE');
  assert.equal(outcome({ results: [NEGATIVE] }, { prior: prior('ready', { testCode: '94558-4' }) }), 'ignore NEGATIVE');
  const rdrp = coded('94534-5', 'SARS-CoV-2 RdRp gene', 'LN');
  assert.equal(outcome(corrected, { siblings: [{ test: rdrp }], prior: prior('ready') }), 'ignore NEGATIVE');
  const inconclusive: Changes = { ...corrected, results: [coded('419984006', 'Inconclusive', 'SCT')] };
  assert.equal(outcome(inconclusive, { prior: prior('ready') }), 'revoke CORRECTED_TO_INCONCLUSIVE');
  assert.equal(outcome(inconclusive), 'ignore INCONCLUSIVE');
});

test('a failed internal control makes negatives of its specimen worthless', () => {
  const control: Changes = { test: coded('68993-5', 'Human RNase P RNA', 'LN'), results: [NEGATIVE] };
  const corrected: Changes = { results: [NEGATIVE], observationStatus: 'corrected' };
  assert.equal(outcome(corrected, { siblings: [control], prior: prior('ready') }), 'hold CONTROL_FAILED');
  assert.equal(
    outcome(corrected, { siblings: [{ ...control, results: [POSITIVE] }], prior: prior('ready') }),
    'revoke CORRECTED_TO_NEGATIVE',
  );
});

test('a withdrawal as a duplicate concerns only its own report', () => {
  const duplicate: Changes = { observationStatus: 'entered-in-error', notes: ['Corrected Result: DUPLICATE_TEST'] };
  assert.equal(outcome(duplicate, { prior: prior('confirmed', { reportId: 'R-0' }) }), 'ignore WITHDRAWN_AS_DUPLICATE');
  assert.equal(outcome(duplicate, { prior: prior('confirmed') }), 'revoke ENTERED_IN_ERROR');
});

test('what stands already', () => {
  assert.equal(outcome({}, { prior: prior('ready') }), 'ignore ALREADY_A_CASE');
  assert.equal(outcome({}, { prior: prior('confirmed') }), 'ignore ALREADY_A_CASE');
  assert.equal(outcome({}, { prior: prior('held') }), 'authorise POSITIVE_FINAL');
  assert.equal(outcome({}, { prior: prior('revoked') }), 'hold REVOKED_BEFORE');
  assert.equal(outcome({}, { prior: prior('withdrawn') }), 'hold WITHDRAWN_BEFORE');
  assert.equal(
    outcome({ observationStatus: 'entered-in-error' }, { prior: prior('revoked') }),
    'ignore ALREADY_REVOKED',
  );
});

test('dates: the window, impossible orders, missing and unreadable ones', () => {
  assert.equal(outcome(at('20260220100000+0000')), 'authorise POSITIVE_FINAL');
  assert.equal(outcome(at('20260218100000+0000')), 'hold OUTSIDE_WINDOW');
  assert.equal(outcome(at('20260219')), 'authorise POSITIVE_FINAL', 'the day at the edge may still be inside');
  assert.equal(outcome(at('19010101')), 'hold OUTSIDE_WINDOW');
  assert.equal(outcome(at('20260307')), 'hold DATES_IMPOSSIBLE');
  assert.equal(outcome(at('')), 'hold COLLECTION_MISSING');
  assert.equal(outcome(at('DATE!')), 'hold COLLECTION_UNREADABLE');
  assert.equal(outcome({ ...at(''), results: [NEGATIVE] }), 'ignore NEGATIVE');
  const earlier = hl7Time('20260301080000+0000');
  assert.ok(earlier);
  assert.equal(outcome({ resulted: earlier }), 'hold DATES_IMPOSSIBLE');
  assert.equal(outcome({}, { report: { sent: earlier } }), 'hold DATES_IMPOSSIBLE');
  const later = fhirTime('2026-03-05');
  assert.ok(later);
  assert.equal(outcome({}, { report: { onset: later } }), 'hold DATES_IMPOSSIBLE');
  const patient = { ...report([]).patient, death: earlier };
  assert.equal(outcome({}, { report: { patient } }), 'hold DATES_IMPOSSIBLE');
});

test('answers asked at order entry are no results, whatever their code says', () => {
  assert.equal(outcome({ askOnEntry: true }), 'ignore ASK_ON_ENTRY');
  assert.equal(outcome({ askOnEntry: true, observationStatus: 'entered-in-error' }), 'ignore ASK_ON_ENTRY');
});

test('test messages open no case unless the connection is a test connection', () => {
  assert.equal(outcome({}, { report: { mode: 'test' } }), 'ignore TEST_MESSAGE');
  assert.equal(outcome({ observationStatus: 'entered-in-error' }, { report: { mode: 'test' } }), 'ignore TEST_MESSAGE');
  assert.equal(outcome({}, { report: { mode: 'unknown' } }), 'hold MODE_UNKNOWN');
  const testing = policySchema.parse({ ...defaultPolicy, testConnection: true });
  assert.equal(outcome({}, { report: { mode: 'test' }, policy: testing }), 'authorise POSITIVE_FINAL');
});

test('open policies are configuration: self-reported results', () => {
  assert.equal(outcome({ selfReported: true }), 'hold SELF_REPORTED');
  const ignoring = policySchema.parse({ ...defaultPolicy, selfReported: 'ignore' });
  assert.equal(outcome({ selfReported: true }, { policy: ignoring }), 'ignore SELF_REPORTED');
});

test('nobody’s result is held', () => {
  const nobody = { identifiers: [], family: '', given: '', sex: '' };
  assert.equal(outcome({}, { report: { patient: nobody } }), 'hold PATIENT_MISSING');
});
