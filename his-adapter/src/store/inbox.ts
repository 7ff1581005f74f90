/** The durable inbox: every message as it came, whatever became of it. */
import { bytes, type Database, number, optionalNumber, optionalText, type Row, text } from './database.ts';

/** What became of a message. */
export type InboxState = 'stored' | 'decided' | 'ignored' | 'refused' | 'failed';

/** A message as it is put in. */
export interface NewMessage {
  receivedAt: number;
  transport: 'mllp' | 'fhir';
  sender: string;
  controlId: string;
  type: string;
  digest: Uint8Array;
  raw: Uint8Array;
  answer: string[];
  state: InboxState;
  code: string;
  reason: string;
}

/** A message as it stands there. */
export interface InboxMessage extends NewMessage {
  id: number;
  seenAt?: number;
  seenBy?: string;
}

/** Operations on the inbox. */
export interface Inbox {
  /** The message with these very bytes, sender and control id, when it came before. */
  find(sender: string, controlId: string, digest: Uint8Array): InboxMessage | undefined;
  /** Stores a message and returns its id; durable when it returns (unless inside a transaction). */
  put(message: NewMessage): number;
  get(id: number): InboxMessage | undefined;
  /** Messages of some states, newest first. */
  list(states: readonly InboxState[], limit: number, before?: number): InboxMessage[];
  /** Ids of messages that wait for their decision, oldest first. */
  waiting(): number[];
  setState(id: number, state: InboxState, code: string, reason: string): void;
  /** Notes that a person has seen a refused message. */
  markSeen(id: number, at: number, by: string): boolean;
  count(state: InboxState, unseenOnly?: boolean): number;
}

/** The inbox in a database. */
export function inboxIn(db: Database): Inbox {
  return {
    find: (sender, controlId, digest) =>
      optional(db.get('SELECT * FROM inbox WHERE sender=? AND control_id=? AND digest=?', sender, controlId, digest)),
    put: (message) =>
      db.run(
        `INSERT INTO inbox (received_at, transport, sender, control_id, type, digest, raw, answer, state, code, reason)
         VALUES (?,?,?,?,?,?,?,?,?,?,?)`,
        message.receivedAt,
        message.transport,
        message.sender,
        message.controlId,
        message.type,
        message.digest,
        message.raw,
        JSON.stringify(message.answer),
        message.state,
        message.code,
        message.reason,
      ).lastId,
    get: (id) => optional(db.get('SELECT * FROM inbox WHERE id=?', id)),
    list: (states, limit, before) =>
      db
        .all(
          `SELECT * FROM inbox WHERE state IN (SELECT value FROM json_each(?)) AND id < ? ORDER BY id DESC LIMIT ?`,
          JSON.stringify(states),
          before ?? Number.MAX_SAFE_INTEGER,
          limit,
        )
        .map(toMessage),
    waiting: () => db.all("SELECT id FROM inbox WHERE state='stored' ORDER BY id").map((row) => number(row, 'id')),
    setState: (id, state, code, reason) => {
      db.run('UPDATE inbox SET state=?, code=?, reason=? WHERE id=?', state, code, reason, id);
    },
    markSeen: (id, at, by) =>
      db.run('UPDATE inbox SET seen_at=?, seen_by=? WHERE id=? AND seen_at IS NULL', at, by, id).changes > 0,
    count: (state, unseenOnly = false) =>
      number(
        db.get(
          `SELECT count(*) AS n FROM inbox WHERE state=? AND (? = 0 OR seen_at IS NULL)`,
          state,
          unseenOnly ? 1 : 0,
        ) ?? {},
        'n',
      ),
  };
}

function optional(row: Row | undefined): InboxMessage | undefined {
  return row === undefined ? undefined : toMessage(row);
}

function toMessage(row: Row): InboxMessage {
  const message: InboxMessage = {
    id: number(row, 'id'),
    receivedAt: number(row, 'received_at'),
    transport: text(row, 'transport') === 'fhir' ? 'fhir' : 'mllp',
    sender: text(row, 'sender'),
    controlId: text(row, 'control_id'),
    type: text(row, 'type'),
    digest: bytes(row, 'digest'),
    raw: bytes(row, 'raw'),
    answer: JSON.parse(text(row, 'answer')) as string[],
    state: text(row, 'state') as InboxState,
    code: text(row, 'code'),
    reason: text(row, 'reason'),
  };
  const seenAt = optionalNumber(row, 'seen_at');
  const seenBy = optionalText(row, 'seen_by');
  if (seenAt !== undefined) message.seenAt = seenAt;
  if (seenBy !== undefined) message.seenBy = seenBy;
  return message;
}
