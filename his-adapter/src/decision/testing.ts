/** Reports for tests of the decision, made of our own invention. */
import { hl7Time } from '../report/clinical-time.ts';
import type { CodedValue, LabObservation, LabReport } from '../report/lab-report.ts';
import { defaultPolicy } from './default-policy.ts';
import { type DecisionPolicy, policySchema } from './policy.ts';

/** Noon of the day on which all these tests are set. */
export const NOW = Date.UTC(2026, 2, 5, 12);

/** The configuration that comes with the adapter. */
export const policy: DecisionPolicy = policySchema.parse(defaultPolicy);

/** A coded value of a system. */
export function coded(code: string, text: string, system: string): CodedValue {
  return { codings: [{ code, text, system }], text };
}

/** The test that everything here is about unless it says otherwise. */
export const PCR = coded(
  '94500-6',
  'SARS-CoV-2 (COVID-19) RNA [Presence] in Respiratory specimen by NAA with probe detection',
  'LN',
);
/** Detected. */
export const POSITIVE = coded('260373001', 'Detected', 'SCT');
/** Not detected. */
export const NEGATIVE = coded('260415000', 'Not detected', 'SCT');

/** A final positive observation, or what `changes` make of it. */
export function observation(changes: Partial<LabObservation> = {}): LabObservation {
  const collected = hl7Time('20260303100000+0000');
  return {
    place: 'OBX 1 of OBR 1',
    reportId: 'R-1',
    accession: 'A-1',
    test: PCR,
    results: [POSITIVE],
    valueType: 'CWE',
    interpretations: [],
    reportStatus: 'final',
    observationStatus: 'final',
    specimen: { id: 'S-1', type: 'swab', collectedFrom: 'SPM-17', ...(collected && { collected }) },
    askOnEntry: false,
    selfReported: false,
    notes: [],
    ...changes,
  };
}

/** A report about one person with the given observations. */
export function report(observations: LabObservation[], changes: Partial<LabReport> = {}): LabReport {
  return {
    format: 'hl7v2',
    messageId: 'M-1',
    sender: 'LAB|LAB',
    mode: 'production',
    patient: { identifiers: [{ value: '1', authority: 'X' }], family: 'Muster', given: 'Kim', sex: '' },
    observations,
    ...changes,
  };
}
