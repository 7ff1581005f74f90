/**
 * The routes of the clinician API: one table from which the server, the access rules and the OpenAPI document are made,
 * so that none of the three can say anything that the others do not.
 */
import { z } from 'zod';
import type { User } from '../auth/sessions.ts';
import { decodeText } from '../hl7/charset.ts';
import type { InboxMessage } from '../store/inbox.ts';
import * as actions from './actions.ts';
import { readCase, readOrigin, shownDecision } from './case-view.ts';
import { type ApiContext, secondsNow } from './context.ts';
import { ApiError } from './errors.ts';
import { type Role, type Route, route } from './route.ts';
import * as schemas from './schemas.ts';
import { readWorklist } from './worklist.ts';

const CLINICAL: Role[] = ['issuer', 'revoker', 'auditor'];
const ACTING: Role[] = ['issuer', 'revoker'];
const caseId = z.strictObject({ id: z.uuid() });
const inboxId = z.strictObject({ id: z.coerce.number().int().positive() });
const paging = {
  limit: z.coerce.number().int().min(1).max(500).default(100),
  before: z.coerce.number().int().optional(),
};
const done = z.object({ done: z.literal(true) });

/** Every route behind sign-in. */
export const routes: readonly Route[] = [
  route({
    method: 'GET',
    url: '/api/worklist',
    summary: 'What needs attention, with counts on each filter',
    roles: CLINICAL,
    query: z.strictObject({ filter: schemas.worklistFilter.default('needs-me') }),
    response: schemas.worklist,
    handle({ context, user, query, background }) {
      noteLook(context, user, 'list', { detail: query.filter }, background);
      return readWorklist(context, query.filter);
    },
  }),
  route({
    method: 'GET',
    url: '/api/cases/:id',
    summary: 'One case: the record, the decision, the patient, the ledger',
    roles: CLINICAL,
    params: caseId,
    response: schemas.caseDetail,
    handle({ context, user, params, background }) {
      const found = context.store.cases.get(params.id);
      if (!found) throw new ApiError('NOT_FOUND');
      noteLook(context, user, 'look', { caseId: found.id }, background);
      return readCase(context, found, user);
    },
  }),
  route({
    method: 'POST',
    url: '/api/cases',
    summary: 'Enter a case by hand, confirmed, and issue its code',
    roles: ['issuer'],
    body: schemas.handBody,
    response: schemas.issued,
    handle: ({ context, user, body }) => actions.enterByHand(context, body, user),
  }),
  route({
    method: 'POST',
    url: '/api/cases/:id/confirm',
    summary: 'Confirm a case and issue its code',
    roles: ['issuer'],
    params: caseId,
    body: schemas.confirmBody,
    response: schemas.issued,
    handle: ({ context, user, params, body }) => actions.confirmCase(context, params.id, body, user),
  }),
  route({
    method: 'POST',
    url: '/api/cases/:id/code',
    summary: 'Show the code again while nobody has claimed it',
    roles: ['issuer'],
    params: caseId,
    response: schemas.issued,
    handle: ({ context, user, params }) => actions.showCode(context, params.id, user),
  }),
  route({
    method: 'POST',
    url: '/api/cases/:id/issue-again',
    summary: 'Issue another code; the one before is revoked with it',
    roles: ['issuer'],
    params: caseId,
    response: schemas.issued,
    handle: ({ context, user, params }) => actions.issueAgain(context, params.id, user),
  }),
  act('revoke', 'Revoke a confirmed case and what was published under it', ['revoker'], actions.revokeCase),
  act('dismiss', 'Put aside a case that shall not be confirmed', ACTING, actions.dismissCase),
  route({
    method: 'POST',
    url: '/api/cases/:id/send-again',
    summary: 'Send again what the ledger did not take',
    roles: ACTING,
    params: caseId,
    response: done,
    handle({ context, user, params }) {
      actions.sendAgain(context, params.id, user);
      return { done: true as const };
    },
  }),
  route({
    method: 'GET',
    url: '/api/inbox',
    summary: 'Messages as they came',
    roles: CLINICAL,
    query: z.strictObject({ state: z.enum(['refused', 'ignored', 'all']).default('refused'), ...paging }),
    response: z.object({ items: z.array(schemas.inboxMessage) }),
    handle({ context, user, query, background }) {
      noteLook(context, user, 'list', { detail: `inbox ${query.state}` }, background);
      const states = {
        refused: ['refused', 'failed'],
        ignored: ['ignored'],
        all: ['stored', 'decided', 'ignored', 'refused', 'failed'],
      } as const;
      return { items: context.store.inbox.list(states[query.state], query.limit, query.before).map(shownMessage) };
    },
  }),
  route({
    method: 'GET',
    url: '/api/inbox/:id',
    summary: 'One message with its bytes as text, its answer and its decisions',
    roles: CLINICAL,
    params: inboxId,
    response: schemas.inboxDetail,
    handle({ context, user, params }) {
      const message = context.store.inbox.get(params.id);
      if (!message) throw new ApiError('NOT_FOUND');
      context.store.audit.add(secondsNow(context), user, 'look-message', { inboxId: message.id });
      const decisions = context.store.decisions.ofMessage(message.id);
      return {
        ...shownMessage(message),
        raw: decodeText(message.raw).text,
        answer: message.answer,
        decisions: decisions.map(shownDecision),
        cases: [...new Set(decisions.flatMap((decision) => decision.caseId ?? []))],
      };
    },
  }),
  route({
    method: 'POST',
    url: '/api/inbox/:id/seen',
    summary: 'Note that a person has seen a message that could not be taken',
    roles: ACTING,
    params: inboxId,
    response: done,
    handle({ context, user, params }) {
      if (!context.store.inbox.get(params.id)) throw new ApiError('NOT_FOUND');
      const at = secondsNow(context);
      if (context.store.inbox.markSeen(params.id, at, user.name)) {
        context.store.audit.add(at, user, 'message-seen', { inboxId: params.id });
      }
      return { done: true as const };
    },
  }),
  route({
    method: 'GET',
    url: '/api/authorisations/:authorisation',
    summary: 'From an authorisation on the ledger back to its case and records, and whether the commitment holds',
    roles: ['auditor'],
    params: z.strictObject({ authorisation: z.string().regex(/^[0-9a-f]{32}$/) }),
    response: schemas.authorisationOrigin,
    handle({ context, user, params }) {
      const authorisation = context.store.authorisations.get(params.authorisation);
      const found = authorisation && context.store.cases.get(authorisation.caseId);
      if (!found) throw new ApiError('NOT_FOUND');
      context.store.audit.add(secondsNow(context), user, 'look', { caseId: found.id, detail: 'by authorisation' });
      return readOrigin(context, authorisation, found);
    },
  }),
  route({
    method: 'GET',
    url: '/api/audit',
    summary: 'The audit trail, newest first',
    roles: ['auditor'],
    query: z.strictObject({ caseId: z.uuid().optional(), ...paging }),
    response: z.object({ items: z.array(schemas.auditEntry) }),
    handle({ context, user, query }) {
      const { caseId: about, limit, before } = query;
      const items = context.store.audit.list({
        limit,
        ...(about !== undefined && { caseId: about }),
        ...(before !== undefined && { before }),
      });
      context.store.audit.add(secondsNow(context), user, 'look-audit', about === undefined ? {} : { caseId: about });
      return { items };
    },
  }),
];

/** A page that refreshes itself is one look for a while; the header that says so hides nobody's first look. */
const ONE_LOOK_SECONDS = 300;

function noteLook(
  context: ApiContext,
  user: User,
  act: 'look' | 'list',
  about: { caseId?: string; detail?: string },
  background: boolean,
): void {
  const at = secondsNow(context);
  if (background && context.store.audit.didSince(at - ONE_LOOK_SECONDS, user, act, about)) return;
  context.store.audit.add(at, user, act, about);
}

function act(
  name: 'revoke' | 'dismiss',
  summary: string,
  roles: readonly Role[],
  perform: (context: ApiContext, id: string, reason: string, user: User) => void,
): Route {
  return route({
    method: 'POST',
    url: `/api/cases/:id/${name}`,
    summary,
    roles,
    params: caseId,
    body: schemas.revokeBody,
    response: done,
    handle({ context, user, params, body }) {
      perform(context, params.id, body.reason, user);
      return { done: true as const };
    },
  });
}

function shownMessage(message: InboxMessage): z.infer<typeof schemas.inboxMessage> {
  const { id, receivedAt, transport, sender, controlId, type, state, seenAt } = message;
  const reason = { code: message.code, sentence: message.reason };
  const shown = { id, receivedAt, transport, sender, controlId, type, state, reason };
  return seenAt === undefined ? shown : { ...shown, seenAt };
}
