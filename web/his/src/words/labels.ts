import type { IconName, Tone } from '@tallystick/ui';
import type {
  Authorisation,
  CaseAction,
  CaseStatus,
  Certainty,
  Decision,
  LedgerStep,
  WorklistFilter,
} from '../api/shapes.ts';

/** How one state is shown. */
export interface Look {
  readonly label: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

const statuses: Readonly<Record<CaseStatus, Look>> = {
  held: { label: 'Held', tone: 'warn', icon: 'pause' },
  ready: { label: 'Ready to confirm', tone: 'info', icon: 'person' },
  sending: { label: 'Sending', tone: 'info', icon: 'send' },
  failed: { label: 'Not sent', tone: 'danger', icon: 'warning' },
  unclaimed: { label: 'Code not used yet', tone: 'info', icon: 'clock' },
  expired: { label: 'Code expired', tone: 'warn', icon: 'clock' },
  published: { label: 'Published', tone: 'good', icon: 'check' },
  exported: { label: 'Contacts can know', tone: 'good', icon: 'check' },
  revoked: { label: 'Revoked', tone: 'neutral', icon: 'undo' },
  dismissed: { label: 'Dismissed', tone: 'neutral', icon: 'cross' },
};

const messageStates: Readonly<Record<string, Look>> = {
  stored: { label: 'Waiting', tone: 'info', icon: 'clock' },
  decided: { label: 'Decided', tone: 'good', icon: 'check' },
  ignored: { label: 'Ignored', tone: 'neutral', icon: 'minus' },
  refused: { label: 'Could not be taken', tone: 'danger', icon: 'warning' },
  failed: { label: 'Failed', tone: 'danger', icon: 'warning' },
};

/** How the state of a case or of a message is shown; a state that is not known is shown as it is named. */
export function statusLook(status: string): Look {
  return statuses[status as CaseStatus] ?? messageStates[status] ?? { label: status, tone: 'neutral', icon: 'minus' };
}

/** The filters in the order in which they are shown. */
export const filters: readonly { readonly id: WorklistFilter; readonly label: string; readonly empty: string }[] = [
  { id: 'needs-me', label: 'Needs me', empty: 'Nothing needs you at the moment.' },
  { id: 'ready', label: 'Ready', empty: 'No case waits to be confirmed.' },
  { id: 'held', label: 'Held', empty: 'No case is held.' },
  { id: 'unclaimed', label: 'Code not used', empty: 'No code waits to be used.' },
  { id: 'expired', label: 'Expired', empty: 'No code has expired unused.' },
  { id: 'failed', label: 'Not sent', empty: 'Everything has reached the ledger.' },
  { id: 'published', label: 'Published', empty: 'Nothing has been published yet.' },
  { id: 'revoked', label: 'Revoked', empty: 'Nothing has been revoked.' },
  { id: 'dismissed', label: 'Dismissed', empty: 'No case has been dismissed.' },
  { id: 'refused', label: 'Not taken', empty: 'Every message could be taken.' },
  { id: 'ignored', label: 'Ignored', empty: 'No message has been ignored.' },
  { id: 'all', label: 'All', empty: 'No record has arrived yet.' },
];

/** What the clinician says about certainty, in words. */
export const certainties: Readonly<Record<Certainty, string>> = {
  CONFIRMED_TEST: 'Confirmed by a test',
  CLINICAL_DIAGNOSIS: 'Clinical diagnosis',
};

/** What a decision does with a record, in words. */
export const decisions: Readonly<Record<Decision['action'], Look>> = {
  authorise: { label: 'Ready for a clinician', tone: 'info', icon: 'person' },
  revoke: { label: 'Revoke', tone: 'warn', icon: 'undo' },
  hold: { label: 'Hold', tone: 'warn', icon: 'pause' },
  ignore: { label: 'No case', tone: 'neutral', icon: 'minus' },
};

/** What each event of a specimen's time line is called. */
export const events: Readonly<Record<string, string>> = {
  birth: 'Born',
  onset: 'Symptoms began',
  collected: 'Specimen collected',
  received: 'Received by the laboratory',
  analysed: 'Analysed',
  resulted: 'Result reported',
  sent: 'Message sent',
  arrived: 'Arrived here',
  confirmed: 'Confirmed',
};

/** The steps on the way from authorisation to warning. */
export const steps: Readonly<Record<LedgerStep['step'], string>> = {
  authorised: 'Authorised on the ledger',
  claimed: 'Code used by the patient',
  published: 'Keys published',
  exported: 'In a signed file for every phone',
  warned: 'Contacts warned',
  revoked: 'Revoked',
};

/** What the actions are called on their buttons. */
export const actions: Readonly<Record<CaseAction, string>> = {
  confirm: 'Confirm and make a code',
  'show-code': 'Show the code',
  'issue-again': 'Issue another code',
  revoke: 'Revoke',
  dismiss: 'Dismiss',
  'send-again': 'Send again',
};

/** How an authorisation stands, in words. */
export const authorisationLooks: Readonly<Record<Authorisation['status'], Look>> = {
  sending: statuses.sending,
  failed: statuses.failed,
  unclaimed: statuses.unclaimed,
  expired: statuses.expired,
  published: statuses.published,
  exported: statuses.exported,
  revoked: statuses.revoked,
};
