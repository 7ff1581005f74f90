/** Deciding what was stored: each message in one transaction, so that a crash leaves it either waiting or decided. */

import type { DecisionPolicy } from '../decision/policy.ts';
import { parseBundle } from '../fhir/bundle.ts';
import { decodeBundle } from '../fhir/report.ts';
import { decodeText } from '../hl7/charset.ts';
import { parseMessage, splitMessages } from '../hl7/message.ts';
import { decodeReports } from '../hl7/report.ts';
import { errorName, type Log } from '../log.ts';
import type { LabReport } from '../report/lab-report.ts';
import type { InboxMessage } from '../store/inbox.ts';
import type { Store } from '../store/store.ts';
import { applyReport } from './apply.ts';

/** What deciding depends on. */
export interface ProcessContext {
  store: Store;
  policy: DecisionPolicy;
  facility: string;
  log: Log;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Decides one stored message; a failure is kept with the message for a person and thrown no further. */
export function processMessage(context: ProcessContext, id: number): void {
  const { store, log } = context;
  const message = store.inbox.get(id);
  if (message?.state !== 'stored') return;
  try {
    const summary = store.db.transaction(() => decideMessage(context, message));
    log('info', 'message-decided', { code: summary });
  } catch (error) {
    log('error', 'message-failed', { code: errorName(error) });
    store.inbox.setState(
      id,
      'failed',
      'DECODING_FAILED',
      'The adapter could not read this message; a person must look.',
    );
  }
}

/** Decides everything that waits: after a start, and whenever something came. */
export function processWaiting(context: ProcessContext): void {
  for (const id of context.store.inbox.waiting()) processMessage(context, id);
}

function decideMessage(context: ProcessContext, message: InboxMessage): string {
  const { store, policy, facility } = context;
  const decisions = decodeMessage(message, policy).flatMap((report) =>
    applyReport({ store, policy, facility, now: context.now() }, message.id, report),
  );
  const strongest = (['revoke', 'authorise', 'hold'] as const).find((action) =>
    decisions.some((decision) => decision.action === action),
  );
  if (strongest) {
    const chosen = decisions.find((decision) => decision.action === strongest);
    store.inbox.setState(message.id, 'decided', chosen?.reason.code ?? '', chosen?.reason.sentence ?? '');
    return strongest;
  }
  // What was reportable tells more than the answers and the other tests around it.
  const telling = decisions.find((decision) => decision.condition !== undefined) ?? decisions[0];
  const code = telling?.reason.code ?? 'NO_OBSERVATION';
  store.inbox.setState(message.id, 'ignored', code, telling?.reason.sentence ?? 'The report holds no observation.');
  return 'ignore';
}

/** The reports in a stored message. */
export function decodeMessage(message: InboxMessage, policy: DecisionPolicy): LabReport[] {
  const marks = { askOnEntryCodes: policy.askOnEntryTests, selfReportMarkers: policy.selfReportMarkers };
  const { text } = decodeText(message.raw);
  if (message.transport === 'fhir') return decodeBundle(parseBundle(text), marks);
  return splitMessages(text).flatMap((one) => decodeReports(parseMessage(one), marks));
}
