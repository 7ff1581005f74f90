/** Everything that the adapter keeps, opened together. */
import { type Audit, auditIn } from './audit.ts';
import { type Authorisations, authorisationsIn } from './authorisations.ts';
import { type Cases, casesIn } from './cases.ts';
import { type Database, openDatabase } from './database.ts';
import { type Decisions, decisionsIn } from './decisions.ts';
import { type Inbox, inboxIn } from './inbox.ts';
import { type AdapterKeys, loadKeys } from './keys.ts';
import { type Outbox, outboxIn } from './outbox.ts';

/** The open store with its parts. */
export interface Store {
  db: Database;
  keys: AdapterKeys;
  inbox: Inbox;
  cases: Cases;
  decisions: Decisions;
  authorisations: Authorisations;
  outbox: Outbox;
  audit: Audit;
  close(): void;
}

/** Opens the store of a data directory. */
export function openStore(directory: string): Store {
  const db = openDatabase(directory);
  return {
    db,
    keys: loadKeys(directory),
    inbox: inboxIn(db),
    cases: casesIn(db),
    decisions: decisionsIn(db),
    authorisations: authorisationsIn(db),
    outbox: outboxIn(db),
    audit: auditIn(db),
    close: () => db.close(),
  };
}
