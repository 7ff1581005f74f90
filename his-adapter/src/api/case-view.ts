/** One case as one page: the record as it came beside what was decided and why, and what stands on the ledger. */
import { estimateExposed } from '@tallystick/protocol';
import type { z } from 'zod';
import type { User } from '../auth/sessions.ts';
import { decodeText } from '../hl7/charset.ts';
import { commitmentHolds } from '../ledger/issue.ts';
import { type ClinicalTime, instant } from '../report/clinical-time.ts';
import { type Authorisation, statusOfAuthorisation } from '../store/authorisations.ts';
import type { Case } from '../store/cases.ts';
import { number } from '../store/database.ts';
import type { KeptDecision } from '../store/decisions.ts';
import { type CaseStatus, statusOfCase } from '../store/worklist.ts';
import { type ApiContext, secondsNow } from './context.ts';
import type { authorisationOrigin, authorisationShape, caseDetail, decisionShape, ledgerStep } from './schemas.ts';

type Detail = z.infer<typeof caseDetail>;
type Action = Detail['actions'][number];

/** The page of a case for a person. */
export function readCase(context: ApiContext, found: Case, user: User): Detail {
  const { store, policy } = context;
  const now = secondsNow(context);
  const status = statusOfCase(store.db, found.id, now);
  const decisions = store.decisions.ofCase(found.id);
  const [newest, ...earlier] = store.authorisations.ofCase(found.id);
  const condition = policy.conditions.find((candidate) => candidate.id === found.condition);
  const detail: Detail = {
    id: found.id,
    state: found.state,
    status,
    condition: { id: found.condition, name: condition?.name ?? found.condition },
    origin: found.origin,
    why: found.reason,
    createdAt: found.createdAt,
    updatedAt: found.updatedAt,
    patient: {
      family: found.patient.family,
      given: found.patient.given,
      birthDate: found.patient.birthDate?.date ?? found.patient.birthDate?.text ?? '',
      sex: found.patient.sex,
      identifiers: found.patient.identifiers,
    },
    test: { code: found.testCode, name: found.testName, result: found.result, reportId: found.reportId },
    specimen: { id: found.specimen.id, type: found.specimen.type, collectedFrom: found.specimen.collectedFrom },
    timeline: timeline(context, found),
    records: records(context, found, decisions),
    decisions: decisions.map(shownDecision),
    suggestion: {
      onset: found.dates.onset?.date ?? null,
      specimenDate: found.specimen.collected?.date ?? null,
    },
    earlier: earlier.map((one) => shownAuthorisation(context, one, now)),
    ledger: ledgerLine(context, newest),
    note: found.note ?? '',
    revokeReason: found.revokeReason ?? '',
    actions: actionsOf(found, status, newest, user),
  };
  if (newest) detail.authorisation = shownAuthorisation(context, newest, now);
  if (found.certainty && found.confirmedAt !== undefined) {
    detail.confirmation = {
      certainty: found.certainty,
      onset: found.onset ?? null,
      by: found.confirmedBy ?? '',
      at: found.confirmedAt,
      note: found.note ?? '',
    };
  }
  return detail;
}

/** What a person may do with a case now. */
export function actionsOf(
  found: Case,
  status: CaseStatus,
  newest: Authorisation | undefined,
  user: Pick<User, 'roles'>,
): Action[] {
  const issuer = user.roles.includes('issuer');
  const revoker = user.roles.includes('revoker');
  const actions: Action[] = [];
  if (status === 'failed' && (issuer || revoker)) actions.push('send-again');
  if (issuer && (found.state === 'ready' || found.state === 'held')) actions.push('confirm');
  if (issuer && found.state === 'confirmed' && newest?.sealedCode && status !== 'expired') actions.push('show-code');
  if (issuer && found.state === 'confirmed' && !newest?.published) actions.push('issue-again');
  if (revoker && found.state === 'confirmed') actions.push('revoke');
  if ((issuer || revoker) && (found.state === 'ready' || found.state === 'held')) actions.push('dismiss');
  return actions;
}

function timeline(context: ApiContext, found: Case): Detail['timeline'] {
  const arrived = found.inboxId === undefined ? undefined : context.store.inbox.get(found.inboxId)?.receivedAt;
  const times: [Detail['timeline'][number]['what'], ClinicalTime | undefined][] = [
    ['onset', found.dates.onset],
    ['collected', found.specimen.collected],
    ['received', found.specimen.received],
    ['analysed', found.dates.analysed],
    ['resulted', found.dates.resulted],
    ['sent', found.dates.sent],
    ['arrived', arrived === undefined ? undefined : instant(arrived * 1000)],
    ['confirmed', found.confirmedAt === undefined ? undefined : instant(found.confirmedAt * 1000)],
  ];
  return times.flatMap(([what, time]) => (time ? [{ what, time }] : []));
}

function records(context: ApiContext, found: Case, decisions: readonly KeptDecision[]): Detail['records'] {
  const ids = new Set(decisions.map((decision) => decision.inboxId));
  if (found.inboxId !== undefined) ids.add(found.inboxId);
  return [...ids].flatMap((id) => {
    const message = context.store.inbox.get(id);
    if (!message) return [];
    const { receivedAt, transport, type } = message;
    return [{ inboxId: id, receivedAt, transport, type, raw: decodeText(message.raw).text }];
  });
}

/** From an authorisation back to what it rests on. */
export function readOrigin(
  context: ApiContext,
  authorisation: Authorisation,
  found: Case,
): z.infer<typeof authorisationOrigin> {
  const decisions = context.store.decisions.ofCase(found.id);
  return {
    authorisation: shownAuthorisation(context, authorisation, secondsNow(context)),
    caseId: found.id,
    records: [...new Set(decisions.map((decision) => decision.inboxId))],
    commitment: authorisation.commitment,
    commitmentHolds: commitmentHolds(found, authorisation),
  };
}

/** A decision as it is shown. */
export function shownDecision(kept: KeptDecision): z.infer<typeof decisionShape> {
  const { reasonCode, reason, caseId: _case, action, ...rest } = kept;
  return {
    ...rest,
    action: action as z.infer<typeof decisionShape>['action'],
    reason: { code: reasonCode, sentence: reason },
  };
}

/** An authorisation as it is shown. */
export function shownAuthorisation(
  context: Pick<ApiContext, 'store'>,
  found: Authorisation,
  now: number,
): z.infer<typeof authorisationShape> {
  const dead = context.store.outbox.deadOf(found.id);
  return {
    id: found.id,
    status: statusOfAuthorisation(found, dead !== undefined, now),
    issuedAt: found.issuedAt,
    issuedBy: found.issuedBy,
    expires: found.expires,
    codeAvailable: found.sealedCode !== undefined && found.expires > now,
    ...(found.supersedes !== undefined && { supersedes: found.supersedes }),
    ...(dead && { error: { code: dead.errorCode ?? '', sentence: dead.error ?? '' } }),
  };
}

function ledgerLine(context: ApiContext, newest: Authorisation | undefined): z.infer<typeof ledgerStep>[] {
  if (!newest) return [];
  const { authorised, published, exported, revoked } = newest;
  const line: z.infer<typeof ledgerStep>[] = [
    { step: 'authorised', ...(authorised && { at: authorised.at, block: authorised.block }) },
    // The phone claims the code by publishing under it: one transaction, two things that people ask for.
    { step: 'claimed', ...(published && { at: published.at, block: published.block }) },
    { step: 'published', ...(published && { at: published.at, block: published.block }) },
    { step: 'exported', ...(exported && { at: exported.at }) },
    exported ? warned(context, exported.at) : { step: 'warned' },
  ];
  if (revoked) line.push({ step: 'revoked', at: revoked.at, block: revoked.block });
  return line;
}

/** The estimate over all answers of the days since the export: whose contacts they are, nobody can tell. */
function warned(context: ApiContext, exportedAt: number): z.infer<typeof ledgerStep> {
  const row = context.store.db.get(
    'SELECT coalesce(sum(count), 0) AS n, coalesce(sum(sum), 0) AS s FROM ledger_answers WHERE day >= ?',
    Math.floor(exportedAt / 86_400),
  );
  const answers = number(row ?? {}, 'n');
  if (answers === 0) return { step: 'warned' };
  const { estimate: value, low, high } = estimateExposed(answers, number(row ?? {}, 's'));
  return { step: 'warned', estimate: { value, low, high, answers } };
}
