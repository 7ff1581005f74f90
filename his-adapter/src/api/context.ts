/** What the routes of the clinician API work with. */

import type { Sessions } from '../auth/sessions.ts';
import type { DecisionPolicy } from '../decision/policy.ts';
import type { OutboxWorker } from '../ledger/outbox-worker.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';

/** Settings of the API. */
export interface ApiSettings {
  facility: string;
  /** Origin of the HIS face, through which browsers reach this API. */
  hisOrigin: string;
  /** Origin of the phone app, for links with a code. */
  phoneOrigin: string;
  channel: string;
  codeSeconds: number;
  idleSeconds: number;
  /** Whether the ledger is the embedded network. */
  embedded: boolean;
  /** How long an answer waits for the ledger before it says that the code is on its way. */
  settleMilliseconds: number;
}

/** Everything that a route may use. */
export interface ApiContext {
  store: Store;
  policy: DecisionPolicy;
  settings: ApiSettings;
  outbox: Pick<OutboxWorker, 'wake' | 'settled'>;
  sessions: Sessions;
  log: Log;
  /** Milliseconds since 1970. */
  now(): number;
}

/** Now in Unix seconds. */
export function secondsNow(context: Pick<ApiContext, 'now'>): number {
  return Math.floor(context.now() / 1000);
}
