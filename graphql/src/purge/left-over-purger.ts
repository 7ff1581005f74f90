import type { Ledger } from '@tallystick/ledger';
import { type CollectionName, collectionOfRecord, purgeAfter } from '@tallystick/protocol';
import type { Logger } from 'pino';
import type { Follower } from '../read-model/follower.ts';
import { channelPolicyOf } from '../read-model/policies.ts';
import type { ReadModel } from '../read-model/store.ts';
import { type Repeating, repeat } from '../repeat.ts';
import type { LeftOvers } from './left-overs.ts';

/** Milliseconds between looks at what is left over. */
const lookMs = 1_000;

/** What the purger of left-overs works with. */
export type LeftOverParts = {
  readonly ledger: Pick<Ledger, 'submit'>;
  readonly model: ReadModel;
  readonly follower: Pick<Follower, 'status'>;
  readonly log: Logger;
};

/** Names by the collection that their type belongs to. */
function byCollection(names: readonly string[]): Map<CollectionName, string[]> {
  return Map.groupBy(
    names,
    (name) => collectionOfRecord[name.slice(0, name.indexOf('/')) as keyof typeof collectionOfRecord],
  );
}

/**
 * Forgets names whose record stands, and names each of the others once in a purge when its record, had it come to stand, would be due:
 * then the value that a lost race left with the peers is as old as the channel lets any become.
 */
export async function purgeLeftOvers(parts: LeftOverParts, leftOvers: LeftOvers, clock: () => number): Promise<void> {
  const { ledger, model, follower, log } = parts;
  // What is not yet read may be the record of a name.
  if (!follower.status().caughtUp) return;
  leftOvers.settle(model);
  const policy = channelPolicyOf(model)?.content;
  if (policy === undefined) return;
  const due = leftOvers.oldest().filter(({ at }) => purgeAfter(policy, at) < clock());
  for (const [collection, names] of byCollection(due.map(({ name }) => name))) {
    const { block } = await ledger.submit({ name: 'purge:purge', argument: { collection, names } });
    leftOvers.forget(names);
    log.info({ collection, count: names.length, block }, 'purged what lost races had left over');
  }
}

/** Purges what is left over, again and again. */
export function startLeftOverPurger(parts: LeftOverParts, leftOvers: LeftOvers, clock: () => number): Repeating {
  return repeat(lookMs, parts.log, () => purgeLeftOvers(parts, leftOvers, clock));
}
