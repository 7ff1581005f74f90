/** What clinicians do with cases; each act is one transaction of the store with its line in the audit trail. */
import { codeLink } from '@tallystick/protocol';
import type { z } from 'zod';
import type { User } from '../auth/sessions.ts';
import { type IssuedCode, prepareCode, storeCode } from '../ledger/issue.ts';
import { forgetRefused, requestRevocation } from '../ledger/revoke.ts';
import type { Case, CaseState } from '../store/cases.ts';
import { shownAuthorisation } from './case-view.ts';
import { type ApiContext, secondsNow } from './context.ts';
import { checkHandEntry, checkOnset } from './dates.ts';
import { ApiError } from './errors.ts';
import type { confirmBody, handBody, issued } from './schemas.ts';

type Issued = z.infer<typeof issued>;

/** Confirms a case and issues its code. A held case needs the clinician's reason. */
export async function confirmCase(
  context: ApiContext,
  id: string,
  body: z.infer<typeof confirmBody>,
  user: User,
): Promise<Issued> {
  checkOnset(body.onset, context.now());
  const before = mustBe(context, id, ['ready', 'held']);
  if (before.state === 'held' && body.reason === undefined) {
    const message = 'The case is held. Give the reason for which you confirm it all the same.';
    throw new ApiError('REASON_REQUIRED', { message, field: 'reason' });
  }
  return issueFor(context, user, (at) => {
    mustBe(context, id, [before.state]);
    const { certainty, onset, reason } = body;
    const given = { certainty, by: user.name, at, ...(onset && { onset }), ...(reason && { note: reason }) };
    context.store.cases.confirm(id, given);
    context.store.audit.add(at, user, 'confirm', { caseId: id, detail: certainty });
    return { found: mustBe(context, id, ['confirmed']) };
  });
}

/** Opens and confirms a case that no record told of. */
export async function enterByHand(context: ApiContext, body: z.infer<typeof handBody>, user: User): Promise<Issued> {
  checkOnset(body.onset, context.now());
  const collected = checkHandEntry(context, body);
  const { patient, reason, certainty, onset } = body;
  return issueFor(context, user, (at) => {
    const id = context.store.cases.open(
      {
        facility: context.settings.facility,
        condition: body.condition,
        state: 'ready',
        origin: 'hand',
        reason: { code: 'ENTERED_BY_HAND', sentence: 'A clinician entered this case by hand.' },
        at,
        patient: {
          identifiers: patient.identifier ? [{ value: patient.identifier, authority: context.settings.facility }] : [],
          family: patient.family,
          given: patient.given,
          sex: '',
          ...(patient.birthDate && { birthDate: { text: patient.birthDate, date: patient.birthDate } }),
        },
        specimen: {
          id: '',
          type: '',
          collectedFrom: collected ? 'entered by hand' : '',
          ...(collected && { collected }),
        },
        dates: {},
        reportId: '',
        testCode: '',
        testName: '',
        result: 'positive',
        note: reason,
      },
      [],
    );
    context.store.cases.confirm(id, { certainty, by: user.name, at, ...(onset && { onset }) });
    context.store.audit.add(at, user, 'enter-by-hand', { caseId: id, detail: certainty });
    return { found: mustBe(context, id, ['confirmed']) };
  });
}

/** Issues another code for a confirmed case; the ledger revokes the one before in the same transaction. */
export async function issueAgain(context: ApiContext, id: string, user: User): Promise<Issued> {
  mustBe(context, id, ['confirmed']);
  return issueFor(context, user, (at) => {
    const found = mustBe(context, id, ['confirmed']);
    const [newest] = context.store.authorisations.ofCase(id);
    if (newest?.published)
      throw new ApiError('CODE_USED', { message: 'The code has been claimed; revoke the case instead.' });
    const refused = newest !== undefined && !newest.authorised && forgetRefused(context.store, newest.id);
    if (newest && !newest.authorised && !refused) throw new ApiError('STILL_SENDING');
    if (newest && refused) context.store.authorisations.markRevokeAsked(newest.id, at);
    context.store.audit.add(at, user, 'issue-again', { caseId: id });
    return newest && !newest.revoked && !refused ? { found, supersedes: newest.id } : { found };
  });
}

/** Revokes a confirmed case: its code, and what was published under it. */
export function revokeCase(context: ApiContext, id: string, reason: string, user: User): void {
  const at = secondsNow(context);
  context.store.db.transaction(() => {
    mustBe(context, id, ['confirmed']);
    const why = { code: 'REVOKED_BY_CLINICIAN', sentence: `Revoked by ${user.name}.` };
    context.store.cases.setState(id, 'revoked', why, at);
    context.store.cases.setRevokeReason(id, reason);
    requestRevocation(context.store, id, 'CLINICIAN', at);
    context.store.audit.add(at, user, 'revoke', { caseId: id, detail: reason });
  });
  context.outbox.wake();
}

/** Puts a case aside that shall not be confirmed. */
export function dismissCase(context: ApiContext, id: string, reason: string, user: User): void {
  const at = secondsNow(context);
  context.store.db.transaction(() => {
    mustBe(context, id, ['ready', 'held']);
    const why = { code: 'DISMISSED_BY_CLINICIAN', sentence: `Put aside by ${user.name}.` };
    context.store.cases.setState(id, 'dismissed', why, at);
    context.store.cases.setRevokeReason(id, reason);
    context.store.audit.add(at, user, 'dismiss', { caseId: id, detail: reason });
  });
}

/** Shows the code of a case again, as long as nobody has claimed it. */
export function showCode(context: ApiContext, id: string, user: User): Issued {
  const at = secondsNow(context);
  mustBe(context, id, ['confirmed']);
  const [newest] = context.store.authorisations.ofCase(id);
  if (!newest?.sealedCode || newest.expires <= at) throw new ApiError('CODE_GONE');
  context.store.audit.add(at, user, 'show-code', { caseId: id });
  const code = context.store.keys.open(newest.sealedCode, `code/${newest.id}`);
  return shownCode(context, id, { code, authorisation: newest.id, expires: newest.expires });
}

/** Puts what the outbox gave up back into it. */
export function sendAgain(context: ApiContext, id: string, user: User): void {
  const at = secondsNow(context);
  const given = context.store.authorisations
    .ofCase(id)
    .map((one) => context.store.outbox.sendAgain(one.id, context.now()));
  if (!given.includes(true)) throw new ApiError('NOTHING_TO_SEND');
  context.store.audit.add(at, user, 'send-again', { caseId: id });
  context.outbox.wake();
}

/** Makes a code (slow, by design) and then, in one transaction, does `act` and stores it; waits a while for the ledger. */
async function issueFor(
  context: ApiContext,
  user: User,
  act: (at: number) => { found: Case; supersedes?: string },
): Promise<Issued> {
  const { store, settings, outbox } = context;
  const prepared = await prepareCode(settings.channel);
  const at = secondsNow(context);
  const { caseId, made } = store.db.transaction(() => {
    const about = act(at);
    return { caseId: about.found.id, made: storeCode(store, prepared, { ...about, settings, by: user.name, at }) };
  });
  outbox.wake();
  await outbox.settled(made.authorisation, settings.settleMilliseconds);
  return shownCode(context, caseId, made);
}

function shownCode(context: ApiContext, caseId: string, made: IssuedCode): Issued {
  const link = codeLink(context.settings.phoneOrigin, made.code);
  const authorisation = context.store.authorisations.get(made.authorisation);
  if (!authorisation) throw new ApiError('NOT_FOUND');
  return {
    caseId,
    code: made.code,
    expires: made.expires,
    link,
    textMessage: `Your hospital has a message for you. Open this link on your phone: ${link}`,
    authorisation: shownAuthorisation(context, authorisation, secondsNow(context)),
  };
}

function mustBe(context: ApiContext, id: string, states: readonly CaseState[]): Case {
  const found = context.store.cases.get(id);
  if (!found) throw new ApiError('NOT_FOUND');
  if (!states.includes(found.state)) throw new ApiError('CASE_STATE');
  return found;
}
