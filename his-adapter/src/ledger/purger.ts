/** Purges the private details of this hospital's authorisations and revocations from the ledger when they fall due. */
import type { Ledger } from '@tallystick/ledger';
import { maxNamesPerPurge } from '@tallystick/protocol';
import { errorName, type Log } from '../log.ts';
import { text } from '../store/database.ts';
import type { Store } from '../store/store.ts';

/** Sends one purge of everything that is due (up to the limit of one transaction); returns how many names it held. */
export async function purgeDue(store: Store, ledger: Pick<Ledger, 'submit'>, log: Log, nowMs: number): Promise<number> {
  const due = store.db.all(
    'SELECT name FROM purges WHERE purged=0 AND due_at < ? ORDER BY due_at LIMIT ?',
    Math.floor(nowMs / 1000),
    maxNamesPerPurge,
  );
  const names = due.map((row) => text(row, 'name'));
  if (names.length === 0) return 0;
  try {
    await ledger.submit({ name: 'purge:purge', argument: { collection: 'authorisations', names } });
    for (const name of names) store.db.run('UPDATE purges SET purged=1 WHERE name=?', name);
    log('info', 'purged', { count: names.length });
    return names.length;
  } catch (error) {
    log('warn', 'purge-failed', { code: errorName(error), count: names.length });
    return 0;
  }
}
