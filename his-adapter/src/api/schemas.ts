/** Shapes of the clinician API; the OpenAPI document is made from them. Times are Unix seconds. */
import { z } from 'zod';

const seconds = z.int();
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Roles; administering users gives none of the others. */
export const role = z.enum(['issuer', 'revoker', 'auditor', 'administrator']);
export const caseState = z.enum(['held', 'ready', 'confirmed', 'revoked', 'dismissed']);
/** Where a case stands in the one word that the worklist shows. */
export const caseStatus = z.enum([
  'held',
  'ready',
  'sending',
  'failed',
  'unclaimed',
  'expired',
  'published',
  'exported',
  'revoked',
  'dismissed',
]);
export const authorisationStatus = z.enum([
  'sending',
  'failed',
  'unclaimed',
  'expired',
  'published',
  'exported',
  'revoked',
]);
export const certainty = z.enum(['CONFIRMED_TEST', 'CLINICAL_DIAGNOSIS']);
export const reasonShape = z.object({ code: z.string(), sentence: z.string() });
export const errorShape = z.object({
  error: z.object({ code: z.string(), message: z.string(), field: z.string().optional() }),
});

/** A time of the record: as written, and the instants that it can mean. */
export const clinicalTime = z.object({
  text: z.string(),
  range: z.object({ earliest: z.int(), latest: z.int() }).optional(),
  date: date.optional(),
});

export const worklistFilter = z.enum([
  'needs-me',
  'held',
  'ready',
  'unclaimed',
  'expired',
  'failed',
  'published',
  'revoked',
  'dismissed',
  'ignored',
  'refused',
  'all',
]);

export const session = z.object({
  user: z.object({ name: z.string(), roles: z.array(role), facility: z.string() }),
  csrfToken: z.string(),
  idleSeconds: z.int(),
  facility: z.string(),
  /** Whether the ledger is the embedded network, where one operator holds every key. */
  embedded: z.boolean(),
  /** Reportable conditions, for entering a case by hand. */

  /** The reportable conditions, for the form of a case by hand. */
  conditions: z.array(z.object({ id: z.string(), name: z.string() })),
});

export const worklistItem = z.object({
  kind: z.enum(['case', 'message']),
  /** Case id, or inbox number as text. */
  id: z.string(),
  status: z.string(),
  condition: z.string(),
  why: reasonShape,
  patient: z.object({ name: z.string(), birthDate: z.string() }),
  specimenDate: z.string(),
  updatedAt: seconds,
  expires: seconds.optional(),
});
export const worklist = z.object({
  filter: worklistFilter,
  counts: z.record(worklistFilter, z.int()),
  items: z.array(worklistItem),
});

export const decisionShape = z.object({
  inboxId: z.int(),
  at: seconds,
  place: z.string(),
  action: z.enum(['authorise', 'revoke', 'hold', 'ignore']),
  reason: reasonShape,
  condition: z.string().optional(),
  testCode: z.string(),
  testName: z.string(),
  result: z.string(),
  resultText: z.string(),
  status: z.string(),
  /** Version of the mapping configuration that decided. */
  policy: z.string(),
});

export const authorisationShape = z.object({
  id: z.string(),
  status: authorisationStatus,
  issuedAt: seconds,
  issuedBy: z.string(),
  expires: seconds,
  /** Whether the code can still be shown. */
  codeAvailable: z.boolean(),
  supersedes: z.string().optional(),
  error: reasonShape.optional(),
});

/** The line from authorisation to warning; `at` is when this adapter learned of the step. */
export const ledgerStep = z.object({
  step: z.enum(['authorised', 'claimed', 'published', 'exported', 'revoked', 'warned']),
  at: seconds.optional(),
  block: z.int().optional(),
  /** Contacts warned, estimated from everybody's answers since the export, with its 95 % interval. */
  estimate: z.object({ value: z.number(), low: z.number(), high: z.number(), answers: z.int() }).optional(),
});

export const caseDetail = z.object({
  id: z.string(),
  state: caseState,
  status: caseStatus,
  condition: z.object({ id: z.string(), name: z.string() }),
  origin: z.enum(['record', 'hand']),
  why: reasonShape,
  createdAt: seconds,
  updatedAt: seconds,
  patient: z.object({
    family: z.string(),
    given: z.string(),
    birthDate: z.string(),
    sex: z.string(),
    identifiers: z.array(z.object({ value: z.string(), authority: z.string() })),
  }),
  test: z.object({ code: z.string(), name: z.string(), result: z.string(), reportId: z.string() }),
  specimen: z.object({ id: z.string(), type: z.string(), collectedFrom: z.string() }),
  timeline: z.array(
    z.object({
      what: z.enum(['onset', 'collected', 'received', 'analysed', 'resulted', 'sent', 'arrived', 'confirmed']),
      time: clinicalTime,
    }),
  ),
  records: z.array(
    z.object({
      inboxId: z.int(),
      receivedAt: seconds,
      transport: z.enum(['mllp', 'fhir']),
      type: z.string(),
      raw: z.string(),
    }),
  ),
  decisions: z.array(decisionShape),
  confirmation: z
    .object({ certainty, onset: date.nullable(), by: z.string(), at: seconds, note: z.string() })
    .optional(),
  /** What the confirmation form begins with; the clinician still has to choose. */
  suggestion: z.object({ onset: date.nullable(), specimenDate: date.nullable() }),
  authorisation: authorisationShape.optional(),
  earlier: z.array(authorisationShape),
  ledger: z.array(ledgerStep),
  note: z.string(),
  revokeReason: z.string(),
  /** What the signed-in person may do now. */
  actions: z.array(z.enum(['confirm', 'show-code', 'issue-again', 'revoke', 'dismiss', 'send-again'])),
});

/** The hospital's end of the chain of provenance. */
export const authorisationOrigin = z.object({
  authorisation: authorisationShape,
  caseId: z.string(),
  /** Numbers of the messages that the case rests on; none for a case entered by hand. */
  records: z.array(z.int()),
  commitment: z.string(),
  /** Whether the commitment on the ledger is to the case as it stands here. */
  commitmentHolds: z.boolean(),
});

export const reasonText = z.string().trim().min(3).max(500);
const onset = date.nullable();

export const confirmBody = z.strictObject({ certainty, onset, reason: reasonText.optional() });
export const revokeBody = z.strictObject({ reason: reasonText });
export const handBody = z.strictObject({
  condition: z.string().min(1).max(32),
  certainty,
  specimenDate: date.nullable(),
  onset,
  reason: reasonText,
  patient: z
    .strictObject({
      family: z.string().trim().max(100).default(''),
      given: z.string().trim().max(100).default(''),
      birthDate: date.or(z.literal('')).default(''),
      identifier: z.string().trim().max(100).default(''),
    })
    .prefault({}),
});

export const issued = z.object({
  caseId: z.string(),
  /** Canonical symbols; groups are for the screen. */
  code: z.string(),
  expires: seconds,
  /** Opens the phone app with the code in the fragment. */
  link: z.string(),
  /** Says nothing of a diagnosis. */
  textMessage: z.string(),
  authorisation: authorisationShape,
});

export const inboxMessage = z.object({
  id: z.int(),
  receivedAt: seconds,
  transport: z.enum(['mllp', 'fhir']),
  sender: z.string(),
  controlId: z.string(),
  type: z.string(),
  state: z.enum(['stored', 'decided', 'ignored', 'refused', 'failed']),
  reason: reasonShape,
  seenAt: seconds.optional(),
});
export const inboxDetail = inboxMessage.extend({
  raw: z.string(),
  answer: z.array(z.string()),
  decisions: z.array(decisionShape),
  cases: z.array(z.string()),
});

export const auditEntry = z.object({
  id: z.int(),
  at: seconds,
  actor: z.string(),
  name: z.string(),
  facility: z.string(),
  act: z.string(),
  caseId: z.string().optional(),
  inboxId: z.int().optional(),
  detail: z.string(),
});
