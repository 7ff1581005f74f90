/**
 * Names under which a private value was ordered and for which no record is known yet. Peers keep the values of transactions
 * that were ordered and then found invalid, and nothing on the ledger says so: only who sent them knows the names.
 */
import type { Ledger } from '@tallystick/ledger';
import { channelPolicyContent, maxNamesPerPurge, purgeAfter, recordKey } from '@tallystick/protocol';
import { errorName, type Log } from '../log.ts';
import { number, text } from '../store/database.ts';
import type { Store } from '../store/store.ts';

/** Remembers a name, durably, before its transaction is ordered. `at` in Unix seconds; the newest counts. */
export function noteLeftOver(store: Store, name: string, at: number): void {
  store.db.run('INSERT INTO left_overs (name, at) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET at=?2', name, at);
}

/** Forgets a name; true when it was there. */
export function forgetLeftOver(store: Store, name: string): boolean {
  return store.db.run('DELETE FROM left_overs WHERE name=?', name).changes > 0;
}

/**
 * Names each left-over once in a purge when its record, had it come to stand, would be due; returns how many were named.
 * One whose record stands unread is due as well by then, or the ledger refuses and it is tried again.
 */
export async function purgeLeftOvers(
  store: Store,
  ledger: Pick<Ledger, 'submit' | 'evaluate'>,
  log: Log,
  nowMs: number,
): Promise<number> {
  const noted = store.db.all('SELECT name, at FROM left_overs ORDER BY at, name LIMIT ?', maxNamesPerPurge);
  if (noted.length === 0) return 0;
  try {
    const policy = await ledger.evaluate(recordKey.policy('channel', 1));
    if (policy?.type !== 'policy') return 0;
    const content = channelPolicyContent.parse(policy.content);
    const due = noted.filter((row) => purgeAfter(content, number(row, 'at')) < Math.floor(nowMs / 1000));
    const names = due.map((row) => text(row, 'name'));
    if (names.length === 0) return 0;
    await ledger.submit({ name: 'purge:purge', argument: { collection: 'authorisations', names } });
    for (const name of names) forgetLeftOver(store, name);
    log('info', 'left-overs-purged', { count: names.length });
    return names.length;
  } catch (error) {
    log('warn', 'purge-failed', { code: errorName(error), count: noted.length });
    return 0;
  }
}
