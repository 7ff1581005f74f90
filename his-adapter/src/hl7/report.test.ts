import assert from 'node:assert/strict';
import { test } from 'node:test';
import { policy } from '../decision/testing.ts';
import { parseMessage } from './message.ts';
import { decodeReports } from './report.ts';

const marks = { askOnEntryCodes: policy.askOnEntryTests, selfReportMarkers: policy.selfReportMarkers };
const HEADER = 'MSH|^~\\&|APP^1.2^ISO|FAC|||20260303090000+0000||ORU^R01|1|P|2.5.1';
const decode = (...segments: string[]): ReturnType<typeof decodeReports> =>
  decodeReports(parseMessage(`${[HEADER, ...segments].join('\r')}\r`), marks);
const OBX = 'CWE|94500-6^PCR^LN||260373001^Detected^SCT||||||F';

test('groups: several orders with their own specimens, statuses and report ids', () => {
  const [report] = decode(
    'PID|1||7^^^A&1.2.3&ISO~8^^^B||Doe^Jo||19900101|F',
    'OBR|1|P1|F1|94500-6^PCR^LN|||202603021000|||||||||||||||20260303|||F',
    `OBX|1|${OBX}`,
    'SPM|1|^S1&LAB||swab|||||||||||||202603020900',
    'OBR|2|P2|F2|94500-6^PCR^LN|||202603021100||||||||||||||||||C',
    `OBX|1|${OBX}`,
    'SPM|1|S2||swab|||||||||||||202603020800',
  );
  const [one, two] = report?.observations ?? [];
  assert.deepEqual(
    [one?.reportId, one?.accession, one?.specimen.id, one?.specimen.collected?.text],
    ['F1', 'P1', 'S1', '202603020900'],
  );
  assert.deepEqual(
    [two?.reportId, two?.accession, two?.specimen.id, two?.reportStatus],
    ['F2', 'P2', 'S2', 'corrected'],
  );
  assert.deepEqual(report?.patient.identifiers, [
    { value: '7', authority: '1.2.3' },
    { value: '8', authority: 'B' },
  ]);
});

test('several patients in one message are several reports', () => {
  const reports = decode('PID|1||7', 'OBR|1', `OBX|1|${OBX}`, 'PID|2||8', 'OBR|1', `OBX|1|${OBX}`);
  assert.deepEqual(
    reports.map(({ patient }) => patient.identifiers[0]?.value),
    ['7', '8'],
  );
});

test('the collection time is SPM-17, else OBR-7, and says which; one is never made from the other', () => {
  const from = (...segments: string[]): string[] => {
    const specimen = decode('PID|1||7', ...segments)[0]?.observations[0]?.specimen;
    return [specimen?.collected?.text ?? '', specimen?.collectedFrom ?? ''];
  };
  assert.deepEqual(from('OBR|1||||||20260301', `OBX|1|${OBX}`, 'SPM|1|||x|||||||||||||20260302'), [
    '20260302',
    'SPM-17',
  ]);
  assert.deepEqual(from('OBR|1||||||20260301', `OBX|1|${OBX}`), ['20260301', 'OBR-7']);
  assert.deepEqual(from('OBR|1', `OBX|1|${OBX}||||20260301`), ['', '']);
});

test('answers at order entry by OBX-29 and by the code of the question; the onset among them', () => {
  const [report] = decode(
    'PID|1||7',
    'OBR|1',
    `OBX|1|${OBX}`,
    `OBX|2|${OBX}||||||||||||||||||QST`,
    'OBX|3|CWE|95419-8^Symptoms^LN||Y',
    'OBX|4|DT|65222-2^Onset^LN||20260228',
  );
  assert.deepEqual(
    report?.observations.map(({ askOnEntry }) => askOnEntry),
    [false, true, true, true],
  );
  assert.equal(report?.onset?.text, '20260228');
});

test('results: alternate triplets, original text, text types, repetitions and numbers', () => {
  const [report] = decode(
    'PID|1||7',
    'OBR|1',
    'OBX|1|CWE|1^a^L^94500-6^PCR^LN^^^local name||^^^260373001^Detected^SCT^^^shown||||||F',
    'OBX|2|ST|94500-6^PCR^LN||Detected^^not components||||||F',
    'OBX|3|CWE|94500-6^PCR^LN||260373001^a^SCT~260415000^b^SCT||||||F',
    'OBX|4|SN|94500-6^PCR^LN||>^100||||||F',
    'OBX|5|CWE|94500-6^PCR^LN||||||||F',
  );
  const [one, two, three, four, five] = report?.observations ?? [];
  assert.deepEqual(
    one?.test.codings.map(({ code }) => code),
    ['1', '94500-6'],
  );
  assert.equal(one?.test.text, 'local name');
  assert.deepEqual(one?.results, [
    { codings: [{ code: '260373001', text: 'Detected', system: 'SCT' }], text: 'shown' },
  ]);
  assert.deepEqual(two?.results, [{ codings: [], text: 'Detected^^not components' }]);
  assert.equal(three?.results.length, 2);
  assert.deepEqual(four?.results, [{ codings: [], text: '>^100' }]);
  assert.deepEqual(five?.results, []);
});

test('a missing ORC, an OBX after the SPM and notes all find their order', () => {
  const [report] = decode(
    'PID|1||7',
    'OBR|1||F1',
    'SPM|1|S1',
    `OBX|1|${OBX}`,
    'NTE|1|L|one~two',
    'OBX|1|NM|35659-2^Age^LN||40',
  );
  assert.equal(report?.observations.length, 2);
  assert.deepEqual(report?.observations[0]?.notes, ['one', 'two']);
  assert.equal(report?.observations[1]?.askOnEntry, true);
});

test('a report taken back as a whole without its results stands for itself', () => {
  const statuses = (status: string): string[] =>
    decode('PID|1||7', `OBR|1|P1|F1|94500-6^PCR^LN|||20260302||||||||||||||||||${status}`).flatMap(({ observations }) =>
      observations.map((one) => `${one.reportId} ${one.observationStatus} ${one.test.codings[0]?.code}`),
    );
  assert.deepEqual(statuses('W'), ['F1 entered-in-error 94500-6']);
  assert.deepEqual(statuses('X'), ['F1 cancelled 94500-6']);
  assert.deepEqual(statuses('F'), []);
});

test('mode, self-reports and unknown statuses', () => {
  const of = (processing: string): string | undefined =>
    decodeReports(parseMessage(`${HEADER.replace('|P|', `|${processing}|`)}\rPID|1||7\rOBR|1\r`), marks)[0]?.mode;
  assert.deepEqual(['P', '', 'T', 'D', 'Z'].map(of), ['production', 'production', 'test', 'test', 'unknown']);
  const [report] = decode('PID|1||7', 'OBR|1|||||||||||||||^^SA.OTCSelfReport', `OBX|1|${OBX.slice(0, -1)}Q`);
  assert.equal(report?.observations[0]?.selfReported, true);
  assert.equal(report?.observations[0]?.observationStatus, 'unknown');
  assert.equal(report?.observations[0]?.reportStatus, 'missing');
});
