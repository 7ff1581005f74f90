/** What the acts of the audit trail are called. */
const acts: Readonly<Record<string, string>> = {
  'sign-in': 'Signed in',
  'sign-out': 'Signed out',
  refused: 'Was refused',
  list: 'Looked at the worklist',
  look: 'Looked at a case',
  'look-message': 'Looked at a message',
  'message-seen': 'Marked a message as seen',
  confirm: 'Confirmed a case',
  'enter-by-hand': 'Entered a case by hand',
  'show-code': 'Showed a code',
  'issue-again': 'Issued another code',
  revoke: 'Revoked a case',
  dismiss: 'Dismissed a case',
  'send-again': 'Sent again',
  'look-audit': 'Looked at the audit trail',
  decided: 'Decided a record',
  'withdrawn-by-laboratory': 'Withdrawn by the laboratory',
};

/** An act in words; one that is not known as it is named. */
export function actWords(act: string): string {
  return acts[act] ?? act;
}
