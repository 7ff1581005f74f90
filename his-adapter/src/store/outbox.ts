/** The durable outbox: transactions that are to reach the ledger, in the order in which they were decided. */
import { type Database, number, optionalText, type Row, text } from './database.ts';

/** What is sent. */
export type OutboxKind = 'authorise' | 'revoke';

/** One transaction to be sent. */
export interface OutboxItem {
  id: number;
  kind: OutboxKind;
  authorisation: string;
  argument: string;
  private: string;
  state: 'pending' | 'sent' | 'dead';
  attempts: number;
  nextAt: number;
  errorCode?: string;
  error?: string;
}

/** Operations on the outbox. */
export interface Outbox {
  put(kind: OutboxKind, authorisation: string, argument: string, secret: string, at: number): number;
  /**
   * The next item to send, or undefined: the oldest pending one that is due, except where an older one about the same
   * authorisation is not yet sent (a revocation never overtakes its authorisation).
   */
  due(nowMs: number): OutboxItem | undefined;
  /** Milliseconds at which the next item that may go falls due. */
  nextAt(): number | undefined;
  /** Marks an item as committed and erases its private part. */
  sent(id: number, at: number): void;
  failed(id: number, code: string, message: string, nextAt: number): void;
  dead(id: number, code: string, message: string): void;
  /** Puts a dead item back; false when it is not dead. */
  sendAgain(authorisation: string, nowMs: number): boolean;
  /** Forgets what was never taken by the ledger about an authorisation. */
  drop(authorisation: string): void;
  /** The dead item of an authorisation. */
  deadOf(authorisation: string): OutboxItem | undefined;
  isPending(authorisation: string, kind: OutboxKind): boolean;
  count(state: OutboxItem['state']): number;
}

/** Items that wait for nothing but their time: no older one about the same authorisation is still to be sent. */
const MAY_GO = `state='pending' AND NOT EXISTS (
  SELECT 1 FROM outbox AS older
  WHERE older.authorisation = item.authorisation AND older.id < item.id AND older.state <> 'sent')`;

/** The outbox in a database. */
export function outboxIn(db: Database): Outbox {
  return {
    put: (kind, authorisation, argument, secret, at) =>
      db.run(
        `INSERT INTO outbox (kind, authorisation, argument, private, state, next_at, created_at)
         VALUES (?,?,?,?,'pending',0,?)`,
        kind,
        authorisation,
        argument,
        secret,
        at,
      ).lastId,
    due(nowMs) {
      const row = db.get(
        `SELECT * FROM outbox AS item WHERE ${MAY_GO} AND next_at <= ? ORDER BY next_at, id LIMIT 1`,
        nowMs,
      );
      return row && toItem(row);
    },
    nextAt() {
      const row = db.get(`SELECT min(next_at) AS at FROM outbox AS item WHERE ${MAY_GO}`);
      return row?.at === null || row === undefined ? undefined : number(row, 'at');
    },
    sent: (id, at) => {
      db.run("UPDATE outbox SET state='sent', private=NULL, error=NULL, error_code=NULL, done_at=? WHERE id=?", at, id);
    },
    failed: (id, code, message, nextAt) => {
      db.run(
        'UPDATE outbox SET attempts=attempts+1, error_code=?, error=?, next_at=? WHERE id=?',
        code,
        message,
        nextAt,
        id,
      );
    },
    dead: (id, code, message) => {
      db.run(
        "UPDATE outbox SET state='dead', attempts=attempts+1, error_code=?, error=? WHERE id=?",
        code,
        message,
        id,
      );
    },
    sendAgain: (authorisation, nowMs) =>
      db.run(
        "UPDATE outbox SET state='pending', attempts=0, next_at=? WHERE authorisation=? AND state='dead'",
        nowMs,
        authorisation,
      ).changes > 0,
    drop: (authorisation) => {
      db.run("DELETE FROM outbox WHERE authorisation=? AND state<>'sent'", authorisation);
    },
    deadOf(authorisation) {
      const row = db.get(
        "SELECT * FROM outbox WHERE authorisation=? AND state='dead' ORDER BY id LIMIT 1",
        authorisation,
      );
      return row && toItem(row);
    },
    isPending: (authorisation, kind) =>
      db.get("SELECT 1 FROM outbox WHERE authorisation=? AND kind=? AND state<>'sent'", authorisation, kind) !==
      undefined,
    count: (state) => number(db.get('SELECT count(*) AS n FROM outbox WHERE state=?', state) ?? {}, 'n'),
  };
}

function toItem(row: Row): OutboxItem {
  const item: OutboxItem = {
    id: number(row, 'id'),
    kind: text(row, 'kind') === 'revoke' ? 'revoke' : 'authorise',
    authorisation: text(row, 'authorisation'),
    argument: text(row, 'argument'),
    private: text(row, 'private'),
    state: text(row, 'state') as OutboxItem['state'],
    attempts: number(row, 'attempts'),
    nextAt: number(row, 'next_at'),
  };
  const errorCode = optionalText(row, 'error_code');
  const error = optionalText(row, 'error');
  if (errorCode !== undefined) item.errorCode = errorCode;
  if (error !== undefined) item.error = error;
  return item;
}
