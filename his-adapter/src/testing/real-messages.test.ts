import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { classifyTest } from '../decision/classify.ts';
import { type Decision, decide } from '../decision/decide.ts';
import { policy } from '../decision/testing.ts';
import { parseBundle } from '../fhir/bundle.ts';
import { decodeBundle } from '../fhir/report.ts';
import { decodeText } from '../hl7/charset.ts';
import { judge, readEnvelope } from '../hl7/envelope.ts';
import { parseMessage, splitMessages } from '../hl7/message.ts';
import { redate } from '../hl7/redate.ts';
import { decodeReports } from '../hl7/report.ts';
import { realMessages } from './paths.ts';

// The real messages beside the repository (public, CC0): every one is decided without failing, and those whose content
// was read by a person are decided as expected. They are re-dated, so that they are judged by all but their age.
const directory = realMessages();
const skip =
  directory === undefined ? 'the real messages are not beside the repository (../shared/data/clinical)' : false;
const marks = { askOnEntryCodes: policy.askOnEntryTests, selfReportMarkers: policy.selfReportMarkers };
const NOW = Date.UTC(2026, 2, 5, 12);

/** What becomes of each message of a file: a verdict at the door, or the decisions that concern a reportable condition. */
function decideFile(path: string): string[] {
  return splitMessages(redate(decodeText(readFileSync(path)).text, NOW)).map((text) => {
    const message = parseMessage(text);
    const verdict = judge(message, readEnvelope(message));
    if (verdict.kind !== 'report') return verdict.kind === 'refused' ? `refused ${verdict.code}` : 'ignored';
    const decisions = decodeReports(message, marks).flatMap((report) => decide(report, () => undefined, policy, NOW));
    return shown(decisions);
  });
}

function shown(decisions: Decision[]): string {
  const told = decisions.filter(({ reason }) => reason.code !== 'NOT_REPORTABLE' && reason.code !== 'ASK_ON_ENTRY');
  return told
    .map(({ testCode, action, reason }) => `${testCode} ${action} ${reason.code}`)
    .toSorted()
    .join(', ');
}

const COVID_POSITIVE = '94500-6 authorise POSITIVE_FINAL';

/** Decisions on the real messages, each read against its file by a person. */
const expected: Record<string, string[]> = {
  'sample_ID_20240624-0001.hl7': [COVID_POSITIVE],
  'sample_LA_20240806-0001.hl7': [COVID_POSITIVE],
  'sample_NH_202407016-0001.hl7': [COVID_POSITIVE],
  'sample_NM_20240702-0001.hl7': [COVID_POSITIVE],
  'sample_OK_20240628-0001.hl7': [COVID_POSITIVE],
  'sample_OR_20240724-0001.hl7': [COVID_POSITIVE],
  'sample_PA_20240703-0001.hl7': [COVID_POSITIVE],
  'sample_SD_20240718-0001.hl7': [COVID_POSITIVE],
  'sample_TN_20240701-0001.hl7': [COVID_POSITIVE],
  'sample_UT_20240624-0001.hl7': [COVID_POSITIVE],
  'sample_WA_20240719-0001.hl7': ['94558-4 authorise POSITIVE_FINAL'],
  'mars_unwanted_condition_to_notes.hl7': ['97097-0 authorise POSITIVE_FINAL'],
  'sample_AK_20240220-0001.hl7': [`85478-6 authorise POSITIVE_FINAL, ${COVID_POSITIVE}`],
  'sample_FL_20240702-0001.hl7': [`85478-6 authorise POSITIVE_FINAL, ${COVID_POSITIVE}`],
  'sample_VT_20240628-0001.hl7': [`85477-8 authorise POSITIVE_FINAL, ${COVID_POSITIVE}`],
  // A made-up result code under SNOMED CT.
  'sample_CA_20240729-0001.hl7': [
    '80382-5 authorise POSITIVE_FINAL, 80383-3 ignore NEGATIVE, 97097-0 hold RESULT_NOT_UNDERSTOOD',
  ],
  // A corrected panel: COVID-19 is no longer detected, influenza is.
  'sample_VI_20231228-0001.hl7': [
    '85477-8 authorise POSITIVE_CORRECTED, 85478-6 authorise POSITIVE_CORRECTED, 94500-6 revoke CORRECTED_TO_NEGATIVE',
  ],
  'sample_RADx_MARS_20230406-0001.hl7': ['80382-5 ignore NEGATIVE, 80383-3 ignore NEGATIVE, 97097-0 ignore NEGATIVE'],
  // A test code that fails its check digit.
  'sample_bundle_multiple_observations.hl7': ['94558-5 ignore NEGATIVE'],
  // Positive, and marked as test messages.
  'sample_RI_20231213-0001.hl7': [
    '85477-8 ignore TEST_MESSAGE, 85478-6 ignore TEST_MESSAGE, 94500-6 ignore TEST_MESSAGE',
  ],
  'CE-20200415-0001.hl7': ['95209-3 ignore TEST_MESSAGE'],
  'ORU_deidentified.hl7': ['97097-0 ignore TEST_MESSAGE'],
  'mmtc-msh5-msh6-sender-override.hl7': ['94558-4 ignore TEST_MESSAGE'],
  // Self-reported home tests.
  'sample_2.hl7': ['94558-4 hold SELF_REPORTED'],
  'fail_onboarding_pass_prod.hl7': ['94558-4 hold SELF_REPORTED'],
  'sample_1.hl7': ['94558-4 ignore NEGATIVE'],
  'EHT-20210316-0001.hl7': ['94558-4 ignore NEGATIVE'],
  'LP-covid-19-20220124002222.hl7': ['94558-4 ignore NEGATIVE'],
  'single_message.hl7': ['94558-4 ignore NEGATIVE'],
  'batch_message.hl7': ['94558-4 ignore NEGATIVE', '94558-4 ignore NEGATIVE'],
  'sample_OML_20230831-0001.hl7': ['ignored'],
  'sample_orm_20230809-001.hl7': ['ignored'],
  'hl7_2.6.hl7': ['ignored'],
  'hl7_with_msh_3_set.hl7': ['ignored'],
  'fhir-converter__assets__sample_request.hl7': ['refused TYPE_UNKNOWN'],
  // Disease, organism and suspicion where a result should stand; results of before they were reported; withdrawals.
  'sample-batch-pdi-20210608-0001.hl7': [
    ...[
      'hold RESULT_NOT_UNDERSTOOD',
      'revoke ENTERED_IN_ERROR',
      'revoke ENTERED_IN_ERROR',
      'hold RESULT_NOT_UNDERSTOOD',
    ],
    ...['revoke ENTERED_IN_ERROR', 'hold POOLED_POSITIVE', 'revoke CORRECTED_TO_NEGATIVE', 'hold SUSPECTED'],
    ...['hold SUSPECTED', 'hold RESULT_NOT_UNDERSTOOD', 'hold RESULT_NOT_UNDERSTOOD', 'hold RESULT_NOT_UNDERSTOOD'],
    ...['ignore INCONCLUSIVE', 'revoke ENTERED_IN_ERROR', 'revoke CORRECTED_TO_NEGATIVE', 'ignore INCONCLUSIVE'],
    ...[
      'hold DATES_IMPOSSIBLE',
      'revoke CORRECTED_TO_NEGATIVE',
      'hold RESULT_NOT_UNDERSTOOD',
      'hold PRESUMPTIVE_POSITIVE',
    ],
  ].map((decided) => `94558-4 ${decided}`),
};

test('every real HL7 v2 message is decided without failing', { skip }, () => {
  const files = globSync('**/*.hl7', { cwd: directory });
  assert.ok(files.length > 50);
  for (const file of files) assert.ok(decideFile(join(directory ?? '', file)).length > 0, file);
});

test('real HL7 v2 messages are decided as a person read them', { skip }, async (t) => {
  const files = new Map(globSync('**/*.hl7', { cwd: directory }).map((file) => [basename(file), file]));
  for (const [name, decisions] of Object.entries(expected)) {
    const file = [...files.entries()].find(([known]) => known === name || known.endsWith(`__${name}`))?.[1];
    if (file === undefined) {
      t.diagnostic(`${name} is not there`);
      continue;
    }
    assert.deepEqual(decideFile(join(directory ?? '', file)), decisions, name);
  }
});

test('no real message opens a case for an answer, an antibody or another disease', { skip }, () => {
  for (const file of globSync('**/*.hl7', { cwd: directory })) {
    for (const line of decideFile(join(directory ?? '', file))) {
      for (const [, code] of line.matchAll(/(\S+) authorise/g)) {
        assert.match(
          code ?? '',
          /^(94500-6|94558-4|97097-0|95209-3|94559-2|8547[78]-[86]|8038[23]-[53]|9214[12]-[19])$/,
          file,
        );
      }
    }
  }
});

test('real FHIR bundles are decided without failing, and those read by a person as expected', { skip }, () => {
  const told: Record<string, RegExp> = {
    'sample_SR_2_20231024-0002.fhir': /94500-6 ignore TEST_MESSAGE/,
    'sample_SR_ENTEREDINERROR_20240904-0001.fhir': /^94558-4 revoke ENTERED_IN_ERROR$/,
    'bundle-integration-testing.json': /95209-3 ignore NEGATIVE/,
    'bundle.json': /92141-1 ignore INCONCLUSIVE, 92142-9 ignore NEGATIVE, 94533-7 hold OUTSIDE_WINDOW/,
    'sample_oml_20240319-001.fhir': /^$/,
  };
  const files = globSync('**/*.{fhir,json}', { cwd: directory }).filter((file) => !file.endsWith('MANIFEST.json'));
  let bundles = 0;
  for (const file of files) {
    const text = readFileSync(join(directory ?? '', file), 'utf8');
    if (!/"resourceType"\s*:\s*"Bundle"/.test(text) || text.trimStart().startsWith('[')) continue;
    bundles += 1;
    const line = shown(
      decodeBundle(parseBundle(text), marks).flatMap((report) => decide(report, () => undefined, policy, NOW)),
    );
    assert.match(line, told[basename(file)] ?? /^/, file);
    assert.doesNotMatch(line, /authorise/, 'these bundles are years old');
  }
  assert.ok(bundles > 10);
});

test('no antibody test of the public mapping table is taken for a detection, and every detection is known', {
  skip,
}, () => {
  const table = readFileSync(join(directory ?? '', 'prime-reportstream/tables/LIVD-SARS-CoV-2.csv'), 'utf8');
  const rows = table.matchAll(/(?:^|,)(\d{4,6}-\d),("?)([^"\n]{10,200}?)\2(?=,)/gm);
  const names = new Map([...rows].map(([, code = '', , name = '']) => [code, name]));
  assert.ok(names.size > 60);
  for (const [code, name] of names) {
    const bare = classifyTest({ codings: [{ code, system: 'LN', text: '' }], text: '' }, policy);
    if (/ Ab |antibod|TCRB/.test(name)) assert.notEqual(bare.kind, 'detection', `${code} ${name}`);
    else if (/SARS-CoV-2 \(COVID-19\) (RNA|Ag|N gene|RdRp gene|S gene) \[Presence\]/.test(name)) {
      assert.ok(bare.kind === 'detection' || bare.kind === 'unspecific', `${code} ${name}`);
    }
  }
});
