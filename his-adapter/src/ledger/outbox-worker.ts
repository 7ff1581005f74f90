/** Sends what stands in the outbox: one at a time, with back-off, until it is committed or given up for a person to see. */

import type { Committed, Ledger, SubmitOptions } from '@tallystick/ledger';
import {
  authoriseArgument,
  authorisePrivate,
  recordKey,
  revokeArgument,
  revokePrivate,
  TallystickError,
} from '@tallystick/protocol';
import { errorName, type Log } from '../log.ts';
import type { OutboxItem } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import { noteLeftOver } from './left-overs.ts';

/** How hard the worker tries. */
export interface OutboxSettings {
  /** First wait in milliseconds; doubles with each attempt. */
  firstDelay: number;
  longestDelay: number;
  /** Longest wait while the ledger is away: what was held up goes soon after it is back. */
  longestDelayAway: number;
  /** Attempts after which an item is given up, unless it is the ledger that is away. */
  attempts: number;
}

/** About an hour and a half of trying; while the ledger is away, as long as that takes. */
export const defaultOutboxSettings: OutboxSettings = {
  firstDelay: 500,
  longestDelay: 300_000,
  longestDelayAway: 30_000,
  attempts: 30,
};

/** A running worker. */
export interface OutboxWorker {
  /** Says that something was put in. */
  wake(): void;
  /** Resolves when an authorisation has left the outbox or the time is over. */
  settled(authorisation: string, milliseconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** Errors that no repetition mends: the transaction is certainly not on the ledger. */
const FINAL_CODES: ReadonlySet<string> = new Set([
  'BAD_REQUEST',
  'ACCESS_DENIED',
  'ENDORSEMENT_REFUSED',
  'AUTHORISATION_EXISTS',
  'AUTHORISATION_UNKNOWN',
  'OTHER_FACILITY',
  'EXPIRY_INVALID',
]);

/** Errors that say nothing about the item: the ledger, or too much of it, is away or busy. */
const AWAY_CODES: ReadonlySet<string> = new Set(['LEDGER_UNAVAILABLE', 'LEDGER_TIMEOUT', 'CHANNEL_BUSY']);

/** Whether an item that was given up with this code is certainly not on the ledger. */
export function isFinal(code: string | undefined): boolean {
  return code !== undefined && FINAL_CODES.has(code);
}

/** Starts the worker. */
export function startOutbox(
  store: Store,
  ledger: Pick<Ledger, 'submit'>,
  settings: OutboxSettings,
  context: { log: Log; now(): number },
): OutboxWorker {
  const stopping = new AbortController();
  const waiting = new Set<() => void>();
  let nudge: (() => void) | undefined;
  let woken = false;

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const item = store.outbox.due(context.now());
      if (item) {
        await sendOne(store, ledger, settings, context, item, stopping.signal);
        for (const check of waiting) check();
      } else await pause(store.outbox.nextAt());
    }
  };
  const pause = (until: number | undefined): Promise<void> =>
    new Promise((resolve) => {
      const limit = Math.min(until === undefined ? 60_000 : Math.max(until - context.now(), 10), 60_000);
      const timer = setTimeout(resolve, woken ? 0 : limit);
      woken = false;
      nudge = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const wake = (): void => {
    woken = true;
    nudge?.();
  };
  const running = run();
  return {
    wake,
    settled: (authorisation, milliseconds) =>
      new Promise((resolve) => {
        const done = (): boolean =>
          !store.outbox.isPending(authorisation, 'authorise') || !!store.outbox.deadOf(authorisation);
        const finish = (): void => {
          clearTimeout(timer);
          waiting.delete(check);
          resolve();
        };
        const check = (): void => {
          if (done()) finish();
        };
        const timer = setTimeout(finish, milliseconds);
        waiting.add(check);
        check();
      }),
    async stop() {
      stopping.abort();
      wake();
      await running;
    },
  };
}

async function sendOne(
  store: Store,
  ledger: Pick<Ledger, 'submit'>,
  settings: OutboxSettings,
  { log, now }: { log: Log; now(): number },
  item: OutboxItem,
  signal: AbortSignal,
): Promise<void> {
  try {
    const ordering = (): void => noteLeftOver(store, nameOf(item), Math.floor(now() / 1000));
    const committed = await submit(ledger, item, { signal, ordering });
    noteSent(store, item, committed, now());
    log('info', 'outbox-sent', { code: item.kind, block: committed.block });
  } catch (error) {
    if (signal.aborted) return;
    noteFailure(store, settings, item, error, now());
    const code = codeOf(error);
    // The ledger refuses who asks, not what is asked: the certificate does not carry what the adapter is used for.
    const denied = code === 'ACCESS_DENIED' || code === 'OTHER_FACILITY';
    log(denied ? 'security' : 'warn', 'outbox-failed', { code, attempt: item.attempts + 1 });
  }
}

/** Name of the private value that an item writes. */
function nameOf({ kind, authorisation }: OutboxItem): string {
  return kind === 'authorise' ? recordKey.authorisation(authorisation) : recordKey.revocation(authorisation);
}

function submit(ledger: Pick<Ledger, 'submit'>, item: OutboxItem, options: SubmitOptions): Promise<Committed> {
  const argument: unknown = JSON.parse(item.argument);
  const secret: unknown = JSON.parse(item.private);
  if (item.kind === 'authorise') {
    return ledger.submit(
      {
        name: 'diagnoses:authorise',
        argument: authoriseArgument.parse(argument),
        private: authorisePrivate.parse(secret),
      },
      options,
    );
  }
  return ledger.submit(
    { name: 'diagnoses:revoke', argument: revokeArgument.parse(argument), private: revokePrivate.parse(secret) },
    options,
  );
}

function noteSent(store: Store, item: OutboxItem, committed: Committed, nowMs: number): void {
  const at = Math.floor(nowMs / 1000);
  store.db.transaction(() => {
    store.outbox.sent(item.id, at);
    if (item.kind === 'authorise') {
      store.authorisations.markAuthorised(item.authorisation, committed.txId, { block: committed.block, at });
    } else store.authorisations.markRevoked(item.authorisation, { block: committed.block, at });
  });
}

function noteFailure(store: Store, settings: OutboxSettings, item: OutboxItem, error: unknown, nowMs: number): void {
  const code = codeOf(error);
  // A revocation that stands already is what was wanted.
  if (item.kind === 'revoke' && code === 'ALREADY_REVOKED') {
    store.outbox.sent(item.id, Math.floor(nowMs / 1000));
    return;
  }
  const sentence = error instanceof TallystickError ? error.message : 'Something went wrong while sending.';
  const away = AWAY_CODES.has(code);
  if (isFinal(code) || (!away && item.attempts + 1 >= settings.attempts)) store.outbox.dead(item.id, code, sentence);
  else {
    const longest = away ? settings.longestDelayAway : settings.longestDelay;
    const delay = Math.min(settings.firstDelay * 2 ** item.attempts, longest);
    store.outbox.failed(item.id, code, sentence, nowMs + delay);
  }
}

function codeOf(error: unknown): string {
  return error instanceof TallystickError ? error.code : errorName(error);
}
