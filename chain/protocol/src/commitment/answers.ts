import { fromHex, toHex, u8, u32be } from '../bytes.ts';
import { labelledHash } from '../label.ts';
import type { Answer } from '../ledger/acknowledgements.ts';
import { type Batch, batchOf } from './batch.ts';

/** Leaf of an answer, hex of 32 bytes: SHA-256(label('answer') ‖ day u32be ‖ id ‖ bit u8). */
export function answerLeaf(answer: Answer): string {
  return toHex(labelledHash('answer', u32be(answer.day), fromHex(answer.id, 16), u8(answer.bit)));
}

/** A batch of one day's answers as it goes to the ledger. */
export interface AnswerBatch extends Batch {
  readonly day: number;
  /** Distinct answers in the order of their leaves, as `answersPrivate.answers` must stand. */
  readonly answers: readonly Answer[];
  readonly count: number;
  /** Answers whose bit is 1. */
  readonly sum: number;
}

/**
 * The batch over answers of one day; the same answer twice counts once.
 *
 * @throws RangeError for no answer or for answers of different days.
 */
export function answerBatchOf(answers: Iterable<Answer>): AnswerBatch {
  const byLeaf = new Map(Array.from(answers, (answer) => [answerLeaf(answer), answer]));
  const batch = batchOf(byLeaf.keys());
  const sorted = batch.entries.map((entry) => byLeaf.get(entry.value)!);
  const { day } = sorted[0]!;
  if (sorted.some((answer) => answer.day !== day)) throw new RangeError('a batch holds answers of one day');
  const sum = sorted.filter((answer) => answer.bit === 1).length;
  return { ...batch, day, answers: sorted, count: sorted.length, sum };
}
