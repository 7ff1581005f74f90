/** What the clinician API answers, parsed at the door. Times are Unix seconds, dates `YYYY-MM-DD`. */
import { z } from 'zod';

const seconds = z.int();
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

/** Roles of a signed-in person. */
export const role = z.enum(['issuer', 'revoker', 'auditor', 'administrator']);
/** Where a case stands, in the one word that the worklist shows. */
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
/** How sure the diagnosis is, as the clinician says. */
export const certainty = z.enum(['CONFIRMED_TEST', 'CLINICAL_DIAGNOSIS']);
/** What may be done with a case. */
export const caseAction = z.enum(['confirm', 'show-code', 'issue-again', 'revoke', 'dismiss', 'send-again']);
/** The filters of the worklist. */
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
const reason = z.object({ code: z.string(), sentence: z.string() });

/** The open session. */
export const session = z.object({
  user: z.object({ name: z.string(), roles: z.array(role), facility: z.string() }),
  csrfToken: z.string(),
  idleSeconds: z.int(),
  facility: z.string(),
  embedded: z.boolean(),
  conditions: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** One row of the worklist: a case, or a message that needs somebody. */
export const worklistItem = z.object({
  kind: z.enum(['case', 'message']),
  id: z.string(),
  status: z.string(),
  condition: z.string(),
  why: reason,
  patient: z.object({ name: z.string(), birthDate: z.string() }),
  specimenDate: z.string(),
  updatedAt: seconds,
  expires: seconds.optional(),
});
/** The worklist under one filter, with how many each filter holds. */
export const worklist = z.object({
  filter: worklistFilter,
  counts: z.partialRecord(worklistFilter, z.int()),
  items: z.array(worklistItem),
});

/** What was decided about one observation, and why. */
export const decision = z.object({
  inboxId: z.int(),
  at: seconds,
  place: z.string(),
  action: z.enum(['authorise', 'revoke', 'hold', 'ignore']),
  reason,
  condition: z.string().optional(),
  testCode: z.string(),
  testName: z.string(),
  result: z.string(),
  resultText: z.string(),
  status: z.string(),
  policy: z.string(),
});

/** One authorisation of a case. */
export const authorisation = z.object({
  id: z.string(),
  status: z.enum(['sending', 'failed', 'unclaimed', 'expired', 'published', 'exported', 'revoked']),
  issuedAt: seconds,
  issuedBy: z.string(),
  expires: seconds,
  codeAvailable: z.boolean(),
  supersedes: z.string().optional(),
  error: reason.optional(),
});

/** A step on the line from authorisation to warning. */
export const ledgerStep = z.object({
  step: z.enum(['authorised', 'claimed', 'published', 'exported', 'revoked', 'warned']),
  at: seconds.optional(),
  block: z.int().optional(),
  estimate: z.object({ value: z.number(), low: z.number(), high: z.number(), answers: z.int() }).optional(),
});

/** A time as the record writes it. */
export const clinicalTime = z.object({ text: z.string(), date: date.optional() });

/** A case with all that belongs to it. */
export const caseDetail = z.object({
  id: z.string(),
  state: z.enum(['held', 'ready', 'confirmed', 'revoked', 'dismissed']),
  status: caseStatus,
  condition: z.object({ id: z.string(), name: z.string() }),
  origin: z.enum(['record', 'hand']),
  why: reason,
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
      what: z.enum(['birth', 'onset', 'collected', 'received', 'analysed', 'resulted', 'sent', 'arrived', 'confirmed']),
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
  decisions: z.array(decision),
  confirmation: z
    .object({ certainty, onset: date.nullable(), by: z.string(), at: seconds, note: z.string() })
    .optional(),
  suggestion: z.object({ onset: date.nullable(), specimenDate: date.nullable() }),
  authorisation: authorisation.optional(),
  earlier: z.array(authorisation),
  ledger: z.array(ledgerStep),
  note: z.string(),
  revokeReason: z.string(),
  actions: z.array(caseAction),
});

/** A code as it is handed over. */
export const issued = z.object({
  caseId: z.string(),
  code: z.string(),
  expires: seconds,
  link: z.string(),
  textMessage: z.string(),
  authorisation,
});

/** A message of the inbox. */
export const inboxMessage = z.object({
  id: z.int(),
  receivedAt: seconds,
  transport: z.enum(['mllp', 'fhir']),
  sender: z.string(),
  controlId: z.string(),
  type: z.string(),
  state: z.enum(['stored', 'decided', 'ignored', 'refused', 'failed']),
  reason,
  seenAt: seconds.optional(),
});
/** A message with its text and what came of it. */
export const inboxDetail = inboxMessage.extend({
  raw: z.string(),
  answer: z.array(z.string()),
  decisions: z.array(decision),
  cases: z.array(z.string()),
});

/** One line of the audit trail. */
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

/** The form of every error that the API answers. */
export const errorAnswer = z.object({
  error: z.object({ code: z.string(), message: z.string(), field: z.string().optional() }),
});

export type Session = z.infer<typeof session>;
export type Role = z.infer<typeof role>;
export type CaseStatus = z.infer<typeof caseStatus>;
export type CaseAction = z.infer<typeof caseAction>;
export type Certainty = z.infer<typeof certainty>;
export type WorklistFilter = z.infer<typeof worklistFilter>;
export type WorklistItem = z.infer<typeof worklistItem>;
export type Worklist = z.infer<typeof worklist>;
export type Decision = z.infer<typeof decision>;
export type Authorisation = z.infer<typeof authorisation>;
export type LedgerStep = z.infer<typeof ledgerStep>;
export type CaseDetail = z.infer<typeof caseDetail>;
export type Issued = z.infer<typeof issued>;
export type InboxMessage = z.infer<typeof inboxMessage>;
export type InboxDetail = z.infer<typeof inboxDetail>;
export type AuditEntry = z.infer<typeof auditEntry>;
