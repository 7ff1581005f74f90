import {
  createTemporaryExposureKey,
  dayOfInterval,
  endOfKey,
  firstIntervalOfDay,
  type Identifier,
  identifiersOf,
  type TemporaryExposureKey,
} from '@tallystick/protocol';
import type { StoredTek } from '../store/schema.ts';
import type { PhoneContext } from './context.ts';

/** All TEKs that the phone keeps, oldest first. */
export function storedTeks({ db }: Pick<PhoneContext, 'db'>): Promise<StoredTek[]> {
  return db.getAll('teks');
}

/** The key that is valid in an interval; made and stored (strictly) first when there is none. */
export async function tekFor(context: PhoneContext, interval: number): Promise<TemporaryExposureKey> {
  const { db, random } = context;
  const tx = db.transaction('teks', 'readwrite', { durability: 'strict' });
  const kept = await tx.store.getAll();
  const valid = kept.find((tek) => tek.rollingStart <= interval && interval < endOfKey(tek));
  if (valid !== undefined) {
    await tx.done;
    return valid;
  }
  const day = dayOfInterval(interval);
  const earlier = kept.filter((tek) => dayOfInterval(tek.rollingStart) === day).map(endOfKey);
  const tek = createTemporaryExposureKey(Math.max(firstIntervalOfDay(day), ...earlier), random);
  await Promise.all([tx.store.put(tek), tx.done]);
  return tek;
}

/**
 * The identifiers to broadcast from interval `from` up to but without `to`, keys made where none is yet: so a tag can be given
 * tomorrow's first identifiers today.
 */
export async function identifiersBetween(
  context: PhoneContext,
  txPower: number,
  from: number,
  to: number,
): Promise<Identifier[]> {
  const identifiers: Identifier[] = [];
  for (let interval = from; interval < to; ) {
    const tek = await tekFor(context, interval);
    const end = Math.min(to, endOfKey(tek));
    identifiers.push(...identifiersOf(tek, txPower, interval, end));
    interval = end;
  }
  return identifiers;
}
