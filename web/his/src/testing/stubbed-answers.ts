/**
 * Stubbed answers of the clinician API, for visual states alone: what a page looks like with long names, many rows, an
 * error, nothing at all. What the real adapter does is tested where it runs. All persons are invented.
 */
import type { AuditEntry, CaseDetail, InboxDetail, Issued, Session, Worklist, WorklistItem } from '../api/shapes.ts';

/** A fixed present for the stubs, Unix seconds. */
export const present = Math.floor(Date.UTC(2026, 2, 10, 9, 30) / 1000);
const hour = 3600;

/** Somebody who may do everything. */
export const session: Session = {
  user: { name: 'Dr Ines Albrecht', roles: ['issuer', 'revoker', 'auditor'], facility: 'general-hospital' },
  csrfToken: 'csrf',
  idleSeconds: 900,
  embedded: true,
  facility: 'general-hospital',
  conditions: [
    { id: 'covid-19', name: 'COVID-19' },
    { id: 'influenza', name: 'Influenza' },
  ],
};

const item = (part: Partial<WorklistItem> & Pick<WorklistItem, 'id' | 'status'>): WorklistItem => ({
  kind: 'case',
  condition: 'covid-19',
  why: { code: 'POSITIVE_FINAL', sentence: 'The laboratory reports a final positive result.' },
  patient: { name: 'Testmann, Erika', birthDate: '1964-08-12' },
  specimenDate: '2026-03-08',
  updatedAt: present - hour,
  ...part,
});

/** A worklist with one row of each kind that needs somebody. */
export const worklist: Worklist = {
  filter: 'needs-me',
  counts: {
    'needs-me': 5,
    ready: 1,
    held: 1,
    unclaimed: 1,
    expired: 1,
    failed: 1,
    published: 12,
    revoked: 2,
    dismissed: 0,
    refused: 1,
    ignored: 148,
    all: 20,
  },
  items: [
    item({ id: 'ready', status: 'ready', updatedAt: present - 120 }),
    item({
      id: 'held',
      status: 'held',
      patient: {
        name: 'Donaudampfschifffahrtsgesellschaft-Hohenzollern, Maximilian-Ferdinand',
        birthDate: '1990-01-30',
      },
      why: {
        code: 'TEST_NOT_UNDERSTOOD',
        sentence: 'The test seems to be for this condition, but its code is not known or contradicts its name.',
      },
      updatedAt: present - 600,
    }),
    item({ id: 'unclaimed', status: 'unclaimed', expires: present + 40 * 60, updatedAt: present - 23 * hour }),
    item({
      id: 'expired',
      status: 'expired',
      condition: 'influenza',
      specimenDate: '',
      updatedAt: present - 26 * hour,
    }),
    item({
      id: 'failed',
      status: 'failed',
      patient: { name: '', birthDate: '' },
      why: { code: 'ENTERED_BY_HAND', sentence: 'A clinician entered this case by hand.' },
      updatedAt: present - 50 * hour,
    }),
  ],
};

const raw = [
  'MSH|^~\\&|LAB|CITY|HIS|GENERAL|20260309081500+0100||ORU^R01^ORU_R01|4711|P|2.5.1',
  'PID|1||0815^^^GENERAL||Testmann^Erika||19640812|F',
  'OBR|1||F-2026-77|94500-6^SARS-CoV-2 RNA^LN|||20260308103000+0100',
  'OBX|1|CWE|94500-6^SARS-CoV-2 RNA^LN||260373001^Detected^SCT||||||F',
].join('\r');

/** A case that waits to be confirmed. */
export const readyCase: CaseDetail = {
  id: 'ready',
  state: 'ready',
  status: 'ready',
  condition: { id: 'covid-19', name: 'COVID-19' },
  origin: 'record',
  why: { code: 'POSITIVE_FINAL', sentence: 'The laboratory reports a final positive result.' },
  createdAt: present - hour,
  updatedAt: present - hour,
  patient: {
    family: 'Testmann',
    given: 'Erika',
    birthDate: '1964-08-12',
    sex: 'F',
    identifiers: [{ value: '0815', authority: 'GENERAL' }],
  },
  test: { code: '94500-6', name: 'SARS-CoV-2 RNA', result: 'positive', reportId: 'F-2026-77' },
  specimen: { id: 'S-1', type: 'Nasopharyngeal swab', collectedFrom: 'SPM-17' },
  timeline: [
    { what: 'onset', time: { text: '20260306', date: '2026-03-06' } },
    { what: 'collected', time: { text: '20260308103000+0100', date: '2026-03-08' } },
    { what: 'received', time: { text: '20260308150000+0100', date: '2026-03-08' } },
    { what: 'resulted', time: { text: '20260309081000+0100', date: '2026-03-09' } },
    { what: 'arrived', time: { text: '2026-03-09T07:15:02Z', date: '2026-03-09' } },
  ],
  records: [{ inboxId: 7, receivedAt: present - 26 * hour, transport: 'mllp', type: 'ORU^R01', raw }],
  decisions: [
    {
      inboxId: 7,
      at: present - 26 * hour,
      place: 'OBX 1 of OBR 1',
      action: 'authorise',
      reason: { code: 'POSITIVE_FINAL', sentence: 'The laboratory reports a final positive result.' },
      condition: 'covid-19',
      testCode: '94500-6',
      testName: 'SARS-CoV-2 RNA',
      result: 'positive',
      resultText: '260373001 Detected',
      status: 'final',
      policy: 'default/1',
    },
  ],
  suggestion: { onset: '2026-03-06', specimenDate: '2026-03-08' },
  earlier: [],
  ledger: [],
  note: '',
  revokeReason: '',
  actions: ['confirm', 'dismiss'],
};

/** The same, held. */
export const heldCase: CaseDetail = {
  ...readyCase,
  id: 'held',
  state: 'held',
  status: 'held',
  why: { code: 'COLLECTION_MISSING', sentence: 'The record does not say when the specimen was collected.' },
  specimen: { ...readyCase.specimen, collectedFrom: '' },
};

const confirmed: CaseDetail = {
  ...readyCase,
  state: 'confirmed',
  status: 'unclaimed',
  confirmation: {
    certainty: 'CONFIRMED_TEST',
    onset: '2026-03-06',
    by: 'Dr Ines Albrecht',
    at: present - 300,
    note: '',
  },
  authorisation: {
    id: '9f'.repeat(16),
    status: 'unclaimed',
    issuedAt: present - 300,
    issuedBy: 'Dr Ines Albrecht',
    expires: present + 24 * hour - 300,
    codeAvailable: true,
  },
  ledger: [
    { step: 'authorised', at: present - 298, block: 41 },
    { step: 'claimed' },
    { step: 'published' },
    { step: 'exported' },
    { step: 'warned' },
  ],
  actions: ['show-code', 'issue-again', 'revoke'],
};

/** A case whose code waits for the patient. */
export const unclaimedCase: CaseDetail = { ...confirmed, id: 'unclaimed' };

/** A case whose keys are out and whose contacts have answered. */
export const exportedCase: CaseDetail = {
  ...confirmed,
  id: 'exported',
  status: 'exported',
  authorisation: { ...confirmed.authorisation!, status: 'exported', codeAvailable: false },
  ledger: [
    { step: 'authorised', at: present - 9000, block: 41 },
    { step: 'claimed', at: present - 8000, block: 44 },
    { step: 'published', at: present - 8000, block: 44 },
    { step: 'exported', at: present - 7000 },
    { step: 'warned', estimate: { value: 12.4, low: 8.1, high: 16.7, answers: 208 } },
  ],
  actions: ['revoke'],
};

/** A case that was taken back. */
export const revokedCase: CaseDetail = {
  ...exportedCase,
  id: 'revoked',
  state: 'revoked',
  status: 'revoked',
  why: { code: 'CORRECTED_TO_NEGATIVE', sentence: 'The laboratory corrected this result: it is no longer positive.' },
  revokeReason: 'The laboratory swapped two specimens.',
  ledger: [...exportedCase.ledger.slice(0, 4), { step: 'revoked', at: present - 60, block: 52 }],
  actions: [],
};

/** The code of {@link unclaimedCase}. */
export const issued: Issued = {
  caseId: 'unclaimed',
  code: 'K7QM2XVD9TFA3WZ8',
  expires: present + 24 * hour - 300,
  link: 'http://localhost:3000/#code=K7QM-2XVD-9TFA-3WZ8',
  textMessage:
    'Your hospital has a message for you. Open this link on your phone: http://localhost:3000/#code=K7QM-2XVD-9TFA-3WZ8',
  authorisation: confirmed.authorisation!,
};

/** A message that could not be taken. */
export const message: InboxDetail = {
  id: 3,
  receivedAt: present - 5 * hour,
  transport: 'mllp',
  sender: 'LAB|CITY',
  controlId: '4712',
  type: 'ORU^R01',
  state: 'refused',
  reason: {
    code: 'HL7_PID_MISSING',
    sentence: 'The message holds no PID segment, so nobody knows whose result it is.',
  },
  raw: raw.split('\r').toSpliced(1, 1).join('\r'),
  answer: [
    'MSH|^~\\&|HIS|GENERAL|LAB|CITY|20260310||ACK^R01|1|P|2.5.1\rMSA|AE|4712\rERR|||100^Segment sequence error^HL70357|E',
  ],
  decisions: [],
  cases: [],
};

/** A few lines of the audit trail. */
export const audit: AuditEntry[] = ['show-code', 'confirm', 'look', 'list', 'sign-in'].map((act, index) => ({
  id: 40 - index,
  at: present - index * 60,
  actor: 'u1',
  name: 'Dr Ines Albrecht',
  facility: 'general-hospital',
  act,
  ...(index < 3 ? { caseId: 'ready' } : {}),
  detail: act === 'confirm' ? 'CONFIRMED_TEST' : '',
}));
