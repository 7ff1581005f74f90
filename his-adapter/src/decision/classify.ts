/** What a test is of, what a result says and what its status is worth; pure, on the configuration alone. */
import type { CodedValue, Coding, LabObservation, ReportStatus } from '../report/lab-report.ts';
import type { ConditionConfig, DecisionPolicy } from './policy.ts';

/** What a test is, for one condition. */
export type TestClass =
  | { kind: 'detection' | 'unspecific' | 'uncertain' | 'antibody'; condition: ConditionConfig; code: string }
  | { kind: 'control' | 'other'; condition?: undefined; code: string };

/** What a value says. */
export type ResultClass =
  | 'positive'
  | 'presumptive'
  | 'pooled-positive'
  | 'suspected'
  | 'negative'
  | 'inconclusive'
  | 'contradictory'
  | 'missing'
  | 'unknown';

/** What the two statuses of an observation are worth together. */
export type StatusClass =
  | 'final'
  | 'corrected'
  | 'preliminary'
  | 'cancelled'
  | 'entered-in-error'
  | 'contradictory'
  | 'unknown';

const ANTIBODY_NAME = /\b(ab|ig[gma]|antibod(y|ies)|neutrali[sz]ing)\b/i;
const LOINC_SYSTEMS = new Set([
  'LN',
  'LOINC',
  'http://loinc.org',
  '2.16.840.1.113883.6.1',
  'urn:oid:2.16.840.1.113883.6.1',
]);
const SNOMED_SYSTEMS = new Set([
  'SCT',
  'SNOMED',
  'SNM',
  'SNOMED-CT',
  'http://snomed.info/sct',
  '2.16.840.1.113883.6.96',
]);

/** Classes a test. Antibody tests come first: nothing may turn one into a detection. */
export function classifyTest(test: CodedValue, policy: DecisionPolicy): TestClass {
  const code = test.codings[0]?.code ?? '';
  const names = [test.text, ...test.codings.map((coding) => coding.text)].filter((name) => name !== '');
  const named = policy.conditions.filter((condition) => names.some((name) => condition.namePattern.test(name)));
  const immune = policy.conditions.find((condition) => hasCode(test, condition.antibodyTests));
  if (immune) return { kind: 'antibody', condition: immune, code };
  if (named[0] && names.some((name) => ANTIBODY_NAME.test(name)))
    return { kind: 'antibody', condition: named[0], code };
  if (hasCode(test, policy.controlTests)) return { kind: 'control', code };
  for (const condition of policy.conditions) {
    const coding = test.codings.find((candidate) => condition.detectionTests.has(candidate.code));
    if (coding) return { kind: trust(coding, condition, named), condition, code: coding.code };
    if (hasCode(test, condition.unspecificTests)) return { kind: 'unspecific', condition, code };
  }
  return named[0] ? { kind: 'uncertain', condition: named[0], code } : { kind: 'other', code };
}

/** A code counts when its system is LOINC, or when the system is nonsense and the name says the same. */
function trust(
  coding: Coding,
  condition: ConditionConfig,
  named: readonly ConditionConfig[],
): 'detection' | 'uncertain' {
  const agrees = named.includes(condition);
  if (named.length > 0 && !agrees) return 'uncertain';
  return LOINC_SYSTEMS.has(coding.system) || agrees ? 'detection' : 'uncertain';
}

function hasCode(test: CodedValue, codes: ReadonlySet<string>): boolean {
  return test.codings.some((coding) => codes.has(coding.code));
}

/** Classes the value of an observation; values that disagree are contradictory. */
export function classifyResults(observation: LabObservation, policy: DecisionPolicy): ResultClass {
  const classes = new Set(observation.results.map((result) => classifyResult(result, policy)));
  if (classes.size === 0) return 'missing';
  if (classes.size > 1) return 'contradictory';
  const [only = 'missing'] = classes;
  return contradicted(only, observation.interpretations) ? 'contradictory' : only;
}

function classifyResult(result: CodedValue, policy: DecisionPolicy): ResultClass {
  const coded = result.codings.map((coding) => classOfCode(coding, policy)).filter((found) => found !== undefined);
  const texts = [result.text, ...result.codings.map((coding) => coding.text)].filter((text) => text !== '');
  const told = texts.map((text) => classOfText(text, policy)).filter((found) => found !== undefined);
  const classes = new Set<ResultClass>(coded);
  if (classes.size > 1) return 'contradictory';
  const [fromCode] = classes;
  if (fromCode === undefined) return fromText(result, told);
  // A text need not be known; but one that says the opposite of its code makes both worthless.
  return told.some((other) => opposite(fromCode, other)) ? 'contradictory' : fromCode;
}

/** Text alone counts only where no code stands beside it: an unknown code may say more than its text. */
function fromText(result: CodedValue, told: ResultClass[]): ResultClass {
  const standard = result.codings.some((coding) => SNOMED_SYSTEMS.has(coding.system));
  const classes = new Set(told);
  if (classes.size > 1) return 'contradictory';
  const [only] = classes;
  return only === undefined || standard ? 'unknown' : only;
}

function classOfCode(coding: Coding, policy: DecisionPolicy): ResultClass | undefined {
  // A SNOMED-like number in a local system is the sender's own number; with no system at all it can only be SNOMED.
  if (coding.system !== '' && !SNOMED_SYSTEMS.has(coding.system)) return undefined;
  const { results } = policy;
  if (results.positive.has(coding.code)) return 'positive';
  if (results.negative.has(coding.code)) return 'negative';
  if (results.presumptive.has(coding.code)) return 'presumptive';
  if (results.pooledPositive.has(coding.code)) return 'pooled-positive';
  if (results.suspected.has(coding.code)) return 'suspected';
  return results.inconclusive.has(coding.code) ? 'inconclusive' : undefined;
}

function classOfText(text: string, policy: DecisionPolicy): ResultClass | undefined {
  const plain = text
    .toLowerCase()
    .replace(/[.\s]+/g, ' ')
    .trim();
  const { results } = policy;
  if (results.positiveTexts.has(plain)) return 'positive';
  if (results.negativeTexts.has(plain)) return 'negative';
  return results.inconclusiveTexts.has(plain) ? 'inconclusive' : undefined;
}

function opposite(a: ResultClass, b: ResultClass): boolean {
  const positive = (found: ResultClass): boolean => ['positive', 'presumptive', 'pooled-positive'].includes(found);
  return a !== b && !(positive(a) && positive(b)) && (positive(a) || positive(b));
}

/** Interpretation codes (table 0078) that say the opposite of the value; they never replace it. */
function contradicted(result: ResultClass, interpretations: readonly Coding[]): boolean {
  const said = new Set(interpretations.map((coding) => coding.code.toUpperCase()));
  if (result === 'positive') return ['N', 'NEG', 'ND'].some((code) => said.has(code));
  if (result === 'negative') return ['POS', 'DET'].some((code) => said.has(code));
  return false;
}

/** What report status and observation status are worth together: the graver of the two, and never a guess. */
export function classifyStatus(report: ReportStatus, observation: ReportStatus): StatusClass {
  if (report === 'entered-in-error' || observation === 'entered-in-error') return 'entered-in-error';
  if (observation === 'cancelled') return 'cancelled';
  if (observation === 'unknown' || observation === 'error' || report === 'error') return 'unknown';
  if (observation === 'missing') return 'unknown';
  if (['preliminary', 'partial', 'registered'].includes(observation)) return 'preliminary';
  // From here on the observation is final or corrected.
  if (report === 'cancelled' || report === 'registered') return 'contradictory';
  if (report === 'preliminary') return 'preliminary';
  if (report === 'unknown') return 'unknown';
  return report === 'corrected' || observation === 'corrected' ? 'corrected' : 'final';
}
