import type { ProcessedExport } from '../store/schema.ts';

const DAY = 86_400;

/** What decides on which days the phone answers. */
export interface AnswerSituation {
  /** Auditor's time in the newest accepted head: everything released before it has been processed. */
  readonly headTime: number;
  readonly windowSeconds: number;
  /** First UTC day that this phone can speak of. */
  readonly firstDay: number;
  readonly answered: ReadonlySet<number>;
  readonly processed: readonly Pick<ProcessedExport, 'windowEnd'>[];
  /** A short period: a day is answered as soon as one of its files has been processed. For trying it out. */
  readonly atOnce: boolean;
}

/**
 * UTC days whose windows this phone has processed and not answered yet: exposed or not, every phone answers once. A day counts
 * when it is over and the last window of it lies before the newest head.
 */
export function daysToAnswer(situation: AnswerSituation): number[] {
  const { headTime, windowSeconds, firstDay, answered, processed, atOnce } = situation;
  const days = new Set<number>();
  if (atOnce) for (const { windowEnd } of processed) days.add(Math.floor(windowEnd / DAY));
  const lastOver = Math.floor((headTime - windowSeconds) / DAY) - 1;
  for (let day = Math.max(firstDay, lastOver - 1); day <= lastOver; day++) days.add(day);
  return [...days].filter((day) => !answered.has(day)).sort((a, b) => a - b);
}
