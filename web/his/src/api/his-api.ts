import { z } from 'zod';
import { type Ask, ask } from './http.ts';
import {
  auditEntry,
  type Certainty,
  caseDetail,
  inboxDetail,
  inboxMessage,
  issued,
  session,
  type WorklistFilter,
  worklist,
} from './shapes.ts';

/** What a clinician says on confirming; `onset` null when there is none or it is not known. */
export interface Confirmation {
  readonly certainty: Certainty;
  readonly onset: string | null;
  readonly reason?: string;
}

/** A case entered by hand. */
export interface HandCase extends Confirmation {
  readonly condition: string;
  readonly specimenDate: string | null;
  readonly reason: string;
  readonly patient: { family: string; given: string; birthDate: string; identifier: string };
}

type Send = <Shape extends z.ZodType>(request: Ask<Shape>) => Promise<z.infer<Shape>>;

/** How something is fetched: until when, and whether by the page itself. */
export interface How {
  readonly signal?: AbortSignal;
  readonly background?: boolean;
}

const done = z.object({ done: z.literal(true) });
const quoted = (id: string | number): string => encodeURIComponent(String(id));

/** Every operation of the clinician API, sent through `send` (which adds the session's proof and notes its end). */
export function hisApi(send: Send) {
  const get = <Shape extends z.ZodType>(path: string, shape: Shape, how: How = {}) => send({ path, shape, ...how });
  const post = <Shape extends z.ZodType>(path: string, shape: Shape, body: unknown = {}) =>
    send({ path, shape, method: 'POST', body });
  return {
    worklist: (filter: WorklistFilter, how?: How) => get(`/worklist?filter=${quoted(filter)}`, worklist, how),
    case: (id: string, how?: How) => get(`/cases/${quoted(id)}`, caseDetail, how),
    confirm: (id: string, body: Confirmation) => post(`/cases/${quoted(id)}/confirm`, issued, body),
    showCode: (id: string) => post(`/cases/${quoted(id)}/code`, issued),
    issueAgain: (id: string) => post(`/cases/${quoted(id)}/issue-again`, issued),
    revoke: (id: string, reason: string) => post(`/cases/${quoted(id)}/revoke`, done, { reason }),
    dismiss: (id: string, reason: string) => post(`/cases/${quoted(id)}/dismiss`, done, { reason }),
    sendAgain: (id: string) => post(`/cases/${quoted(id)}/send-again`, done),
    enterByHand: (body: HandCase) => post('/cases', issued, body),
    inbox: (how?: How) => get('/inbox?state=refused', z.object({ items: z.array(inboxMessage) }), how),
    message: (id: string, how?: How) => get(`/inbox/${quoted(id)}`, inboxDetail, how),
    markSeen: (id: number) => post(`/inbox/${id}/seen`, done),
    audit: (before: number | undefined, how?: How) =>
      get(`/audit${before === undefined ? '' : `?before=${before}`}`, z.object({ items: z.array(auditEntry) }), how),
    signOut: () => post('/auth/logout', z.object({ endSessionUrl: z.url().optional() })),
  };
}

/** The operations of the clinician API. */
export type HisApi = ReturnType<typeof hisApi>;

/** The open session; fails with `SESSION_MISSING` or `SESSION_EXPIRED` when there is none. */
export function fetchSession(): Promise<z.infer<typeof session>> {
  return ask({ path: '/session', shape: session });
}
