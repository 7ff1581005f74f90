import {
  type AnswerReceipt,
  answerLeaf,
  claimOfAnswer,
  dayAt,
  SECONDS_PER_DAY,
  TallystickError,
  toHex,
  verifyAnswerReceipt,
} from '@tallystick/protocol';
import { daysToAnswer } from '../domain/answering.ts';
import { isConfirmed } from '../domain/confirmation.ts';
import { exposureView } from '../domain/exposure-view.ts';
import { randomisedBit } from '../domain/randomised-bit.ts';
import { acknowledgeExposure } from '../net/api.ts';
import { readSetting } from '../store/database.ts';
import type { StoredAnswer, StoredExposure } from '../store/schema.ts';
import { confirm } from './confirm.ts';
import { chance, type PhoneContext } from './context.ts';
import { witnessOf } from './witness.ts';

/** Longest delay before an answer is sent where the network does not say otherwise: a day. */
const DEFAULT_DELAY = SECONDS_PER_DAY;

/** Makes (once, and stores) the answer of every day that has been processed and not answered. */
export async function prepareAnswers(context: PhoneContext): Promise<void> {
  const { db, clock, pins, random } = context;
  const [check, policy, started] = await Promise.all([
    readSetting(db, 'check'),
    readSetting(db, 'policy'),
    readSetting(db, 'started'),
  ]);
  if (check?.headTime == null || check.code !== null || policy === undefined || started === undefined) return;
  const processed = await db.getAll('exports');
  const delay = pins.answerDelaySeconds ?? DEFAULT_DELAY;
  const days = daysToAnswer({
    headTime: check.headTime,
    windowSeconds: pins.windowSeconds,
    firstDay: dayAt(started),
    answered: new Set(await db.getAllKeys('answers')),
    // Of windows that closed before this phone began it has nothing to say.
    processed: processed.filter(({ windowEnd }) => windowEnd > started),
    atOnce: delay < SECONDS_PER_DAY / 2,
  });
  const coin = await readSetting(db, 'coin');
  const exposures = await db.getAll('exposures');
  for (const day of days) {
    const sequences = new Set(
      processed.filter(({ windowEnd }) => dayAt(windowEnd) === day).map(({ sequence }) => sequence),
    );
    const brought = exposures.filter(({ sequence }: StoredExposure) => sequences.has(sequence));
    const exposed = exposureView(brought, policy).level === 'warning';
    const answer: StoredAnswer = {
      day,
      answer: { day, id: toHex(random(16)), bit: randomisedBit(exposed, coin ?? chance(random)) },
      dueAt: clock.platform() + Math.floor(chance(random) * delay),
    };
    const tx = db.transaction('answers', 'readwrite', { durability: 'strict' });
    // Another tab may have been quicker: the bit is tossed once.
    if ((await tx.store.get(day)) === undefined) await tx.store.put(answer);
    await tx.done;
  }
}

/**
 * Sends the answers that are due, and has those confirmed that are not.
 *
 * @throws the first failure, after every answer was tried: what could not be done is tried again.
 */
export async function sendAnswers(context: PhoneContext): Promise<void> {
  const { db, clock } = context;
  let failure: unknown = null;
  for (const stored of await db.getAll('answers')) {
    if (isConfirmed(stored) || stored.dueAt > clock.platform()) continue;
    const by = {
      receipt: () => receiptOf(stored),
      claim: (receipt: AnswerReceipt) => claimOfAnswer(receipt, stored.day),
      witness: ({ answersRoot }: AnswerReceipt) => witnessOf(context, 'answers', answersRoot),
    };
    try {
      await confirm(context, stored, by, (reached) => db.put('answers', reached));
    } catch (error) {
      failure ??= error;
    }
  }
  if (failure !== null) throw failure;
}

async function receiptOf({ answer }: StoredAnswer): Promise<AnswerReceipt> {
  const receipt = await acknowledgeExposure(answer);
  if (receipt.leaf !== answerLeaf(answer) || !verifyAnswerReceipt(receipt)) {
    throw new TallystickError('ROOTS_MISMATCH', { field: 'receipt' });
  }
  return receipt;
}

/** Seconds until the next answer may be sent, null when none waits. */
export function nextAnswerIn(answers: readonly StoredAnswer[], now: number): number | null {
  const waiting = answers.filter(({ receipt }) => receipt === undefined).map(({ dueAt }) => Math.max(0, dueAt - now));
  return waiting.length === 0 ? null : Math.min(...waiting);
}
