/** The worklist as the screen takes it: counts on every filter, newest evidence first, a reason on every row. */
import type { z } from 'zod';
import { decodeMessage } from '../intake/process.ts';
import type { Patient } from '../report/lab-report.ts';
import type { InboxMessage } from '../store/inbox.ts';
import { type CaseStatus, countCases, countNeeding, listCases, listNeeding } from '../store/worklist.ts';
import { type ApiContext, secondsNow } from './context.ts';
import type { worklist, worklistFilter, worklistItem } from './schemas.ts';

type Filter = z.infer<typeof worklistFilter>;
type Item = z.infer<typeof worklistItem>;

/** Which statuses a filter shows; those without any have rules of their own. */
const STATUSES: Record<Filter, CaseStatus[]> = {
  'needs-me': [],
  held: ['held'],
  ready: ['ready'],
  unclaimed: ['unclaimed', 'sending'],
  expired: ['expired'],
  failed: ['failed'],
  published: ['published', 'exported'],
  revoked: ['revoked'],
  dismissed: ['dismissed'],
  ignored: [],
  refused: [],
  all: ['held', 'ready', 'sending', 'failed', 'unclaimed', 'expired', 'published', 'exported', 'revoked', 'dismissed'],
};

const ROWS = 500;

/** The worklist under a filter. */
export function readWorklist(context: ApiContext, filter: Filter): z.infer<typeof worklist> {
  const { store } = context;
  const now = secondsNow(context);
  const counted = countCases(store.db, now);
  const others = {
    'needs-me': countNeeding(store.db, now),
    ignored: store.inbox.count('ignored'),
    refused: refusedCount(context),
  };
  const counts = Object.fromEntries(
    Object.entries(STATUSES).map(([name, statuses]) => [
      name,
      statuses.reduce((sum, status) => sum + (counted[status] ?? 0), 0),
    ]),
  ) as Record<Filter, number>;
  Object.assign(counts, others);
  return { filter, counts, items: [...caseItems(context, filter, now), ...messageItems(context, filter)] };
}

function refusedCount({ store }: ApiContext): number {
  return store.inbox.count('refused', true) + store.inbox.count('failed', true);
}

function caseItems(context: ApiContext, filter: Filter, now: number): Item[] {
  const { db } = context.store;
  const rows = filter === 'needs-me' ? listNeeding(db, now, ROWS) : listCases(db, STATUSES[filter], now, ROWS);
  return rows.map(({ found, status, expires }) => ({
    kind: 'case',
    id: found.id,
    status,
    condition: found.condition,
    why: found.reason,
    patient: shownPatient(found.patient),
    specimenDate: found.specimen.collected?.date ?? found.specimen.collected?.text ?? '',
    updatedAt: found.updatedAt,
    ...(expires !== undefined && { expires }),
  }));
}

function messageItems(context: ApiContext, filter: Filter): Item[] {
  if (filter !== 'ignored' && filter !== 'refused') return [];
  const states = filter === 'ignored' ? (['ignored'] as const) : (['refused', 'failed'] as const);
  return context.store.inbox.list(states, ROWS).map((message) => ({
    kind: 'message',
    id: String(message.id),
    status: message.state,
    condition: '',
    why: { code: message.code, sentence: message.reason },
    patient: shownPatient(patientOf(context, message)),
    specimenDate: '',
    updatedAt: message.receivedAt,
  }));
}

/** Whose message it is; nobody's when it cannot be read. */
function patientOf(context: ApiContext, message: InboxMessage): Patient | undefined {
  if (message.state !== 'ignored') return undefined;
  try {
    return decodeMessage(message, context.policy)[0]?.patient;
  } catch {
    return undefined;
  }
}

function shownPatient(patient: Patient | undefined): Item['patient'] {
  const name = [patient?.family, patient?.given].filter((part) => part).join(', ');
  return {
    name: name || (patient?.identifiers[0]?.value ?? ''),
    birthDate: patient?.birthDate?.date ?? patient?.birthDate?.text ?? '',
  };
}
