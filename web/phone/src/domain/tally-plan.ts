/** What decides on which days a commitment is due. */
export interface TallySituation {
  /** UTC day of the first run. */
  readonly firstDay: number;
  /** UTC day now. */
  readonly today: number;
  /** Unix seconds now. */
  readonly now: number;
  /** Days that have a commitment. */
  readonly committed: ReadonlySet<number>;
  /** Random moment of the following day from which a day may be committed, Unix seconds. */
  readonly moments: Readonly<Record<number, number>>;
  /** Last complete sync of a paired tag; `null` paired but never synced, `undefined` no tag. */
  readonly lastSync: number | null | undefined;
}

const DAY = 86_400;
const KEEP_DAYS = 14;

/**
 * Days that get their commitment now, oldest first. Yesterday waits for its random moment, and for the tag to be synced once
 * after its end; a day before yesterday was missed and is made up at once.
 */
export function dueDays(situation: TallySituation): number[] {
  const { firstDay, today, now, committed, moments, lastSync } = situation;
  const due: number[] = [];
  for (let day = Math.max(firstDay, today - KEEP_DAYS); day < today; day++) {
    if (committed.has(day)) continue;
    const missed = day < today - 1;
    const synced = lastSync === undefined || (lastSync !== null && lastSync >= (day + 1) * DAY);
    if (missed || (synced && now >= (moments[day] ?? (day + 1) * DAY))) due.push(day);
  }
  return due;
}

/**
 * A random moment of the day after `day`, so that the time of a commitment tells nothing about its phone.
 *
 * @param chance - uniform in 0..1.
 * @param spread - seconds from the beginning of that day.
 */
export function commitMoment(day: number, chance: number, spread: number): number {
  return (day + 1) * DAY + Math.floor(chance * spread);
}
