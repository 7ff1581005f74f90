import type { Ledger } from '@tallystick/ledger';
import { type CollectionName, collectionOfRecord, maxNamesPerPurge } from '@tallystick/protocol';
import type { Logger } from 'pino';
import type { Follower } from '../read-model/follower.ts';
import type { ReadModel } from '../read-model/store.ts';
import { type Repeating, repeat } from '../repeat.ts';

/** Record types whose private values this service purges; details of authorisations are the adapter's. */
export const purgedByApi = ['anchor', 'publication', 'export', 'answers'] as const;
/** Every record type with a private value. */
export const purgedTypes = [...purgedByApi, 'authorisation', 'revocation'] as const;
type PurgedType = (typeof purgedTypes)[number];

/** Milliseconds between looks for what is due. */
const lookMs = 1_000;
/** Milliseconds to wait for the own purge to come back from the ledger. */
const readBackMs = 10_000;

/** Names whose time was over before `before` (Unix seconds) and that no purge names yet, oldest first, by collection. */
export function overdue(model: ReadModel, types: readonly PurgedType[], before: number): Map<CollectionName, string[]> {
  const rows = model.db
    .prepare(
      'SELECT key, type FROM records WHERE purge_after < ? AND purged_in IS NULL AND purge_after IS NOT NULL' +
        ` AND type IN (${types.map(() => '?').join(', ')}) ORDER BY purge_after, key LIMIT 5000`,
    )
    .all(before, ...types);
  const names = new Map<CollectionName, string[]>();
  for (const { key, type } of rows) {
    const collection = collectionOfRecord[type as PurgedType];
    names.set(collection, [...(names.get(collection) ?? []), String(key)]);
  }
  return names;
}

/** Purges what is due, a list of names at a time. */
export function startPurger(
  parts: { readonly ledger: Ledger; readonly model: ReadModel; readonly follower: Follower; readonly log: Logger },
  types: readonly PurgedType[],
  cutoff: () => number,
): Repeating {
  const { ledger, model, follower, log } = parts;
  return repeat(lookMs, log, async () => {
    if (!follower.status().caughtUp) return;
    for (const [collection, due] of overdue(model, types, cutoff())) {
      const names = due.slice(0, maxNamesPerPurge);
      const { block } = await ledger.submit({ name: 'purge:purge', argument: { collection, names } });
      await follower.reached(block, readBackMs);
      log.info({ collection, count: names.length, block }, 'purged what was due');
    }
  });
}
