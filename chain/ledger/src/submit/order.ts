import { TallystickError } from '@tallystick/protocol';
import type { Timeouts } from '../config.ts';
import type { Peers } from '../peers/connection.ts';
import { backOff, pause } from '../wait.ts';
import { commitStatus, type Outcome } from './commit-status.ts';
import type { CommitTimes } from './commit-times.ts';
import type { Endorsed } from './endorse.ts';
import { type Failure, understand } from './failures.ts';

/** What ordering needs to know. */
export type OrderContext = {
  readonly channel: string;
  readonly peers: Peers;
  readonly timeouts: Timeouts;
  readonly commitTimes: CommitTimes;
  /** Unix milliseconds by which the whole submission has to end. */
  readonly end: number;
  readonly signal: AbortSignal | undefined;
};

/**
 * How long to ask each peer after a transaction of which nobody knows whether it was ordered, milliseconds. Short: while the
 * orderers choose a leader nobody will ever hear of it, and sending the same bytes again does no harm.
 */
const probe = 500;

/** Milliseconds for one step, never past the end of the whole. */
export function within(context: OrderContext, step: number): number {
  return Math.max(1, Math.min(step, context.end - Date.now()));
}

/**
 * Hands the transaction to the orderer through one peer after another; undefined once one has taken it. Each round begins
 * with the next peer: one that takes calls and never answers must not have all of them.
 */
async function send(endorsed: Endorsed, context: OrderContext, round: number): Promise<Failure | undefined> {
  const { all } = context.peers;
  let last: Failure | undefined;
  for (let turn = 0; turn < all.length; turn++) {
    const mspId = all[(round + turn) % all.length]!;
    try {
      const transaction = context.peers.get(mspId)!.gateway.newTransaction(endorsed.bytes);
      await transaction.submit({ deadline: Date.now() + within(context, context.timeouts.submit) });
      return undefined;
    } catch (error) {
      last = understand(error);
      // Only where nothing was sent is the next peer safe without a question.
      if (!last.unreached) return last;
    }
  }
  return last;
}

/** What is known after an attempt: the outcome, or why there is none and whether the orderer may have the transaction. */
type Attempt = { readonly outcome: Outcome } | { readonly error: TallystickError; readonly perhapsOrdered: boolean };

/** @throws TallystickError when the answer is final. */
async function attempt(
  endorsed: Endorsed,
  context: OrderContext,
  round: number,
  perhapsBefore: boolean,
): Promise<Attempt> {
  const failure = await send(endorsed, context, round);
  if (failure?.remedy === 'none' && !perhapsBefore) throw failure.error;
  const refused = failure !== undefined && (failure.unreached || failure.remedy === 'again');
  if (refused && !perhapsBefore) return { error: failure.error, perhapsOrdered: false };
  // An orderer that dies takes with it what it had taken and had not yet handed on, so the same bytes are soon sent again.
  const patience =
    failure === undefined ? Math.min(context.commitTimes.patience(round), context.timeouts.commitStatus) : probe;
  const sent = Date.now();
  const status = await commitStatus(context.channel, endorsed.txId, context.peers, () => within(context, patience));
  if ('outcome' in status) {
    context.commitTimes.note(Date.now() - sent);
    return status;
  }
  const { remedy } = status.failure;
  if (remedy === 'none' || remedy === 'confirm') throw status.failure.error;
  const error = new TallystickError('LEDGER_TIMEOUT', { cause: failure?.error ?? status.failure.error });
  return { error, perhapsOrdered: true };
}

/**
 * Orders an endorsed transaction and waits for its outcome. The same bytes may be sent again as often as needed: a
 * transaction id counts once. Before each further attempt the outcome is asked for.
 *
 * @throws TallystickError `LEDGER_UNAVAILABLE` when it was certainly not ordered, `LEDGER_TIMEOUT` when nobody knows.
 */
export async function orderAndWait(endorsed: Endorsed, context: OrderContext): Promise<Outcome> {
  let perhapsOrdered = false;
  for (let round = 0; ; round++) {
    const result = await attempt(endorsed, context, round, perhapsOrdered);
    if ('outcome' in result) return result.outcome;
    perhapsOrdered = result.perhapsOrdered;
    const wait = backOff(round, 100, 2000);
    if (Date.now() + wait >= context.end) throw result.error;
    await pause(wait, context.signal);
  }
}
