/**
 * Sessions of signed-in people. The browser holds a random id in an HttpOnly cookie and nothing else; the store holds
 * only its hash, so that a copied store opens no session. They survive a restart and end after idleness.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type Database, number, text } from '../store/database.ts';
import type { AdapterKeys } from '../store/keys.ts';

/** Who is signed in, as the issuer says. */
export const userSchema = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  facility: z.string(),
  roles: z.array(z.enum(['issuer', 'revoker', 'auditor', 'administrator'])),
});
/** A signed-in person. */
export type User = z.infer<typeof userSchema>;

/** An open session. */
export interface Session {
  user: User;
  csrf: string;
  idToken: string;
}

/** What a login flow has to remember until its callback. */
export interface PendingLogin {
  verifier: string;
  nonce: string;
  returnTo: string;
}

/** Operations on sessions. */
export interface Sessions {
  /** Opens a session and returns the cookie's value. */
  open(user: User, idToken: string, now: number): string;
  /**
   * The session of a cookie; `expired` when it was there and has ended. Sets its idle clock back, unless the request
   * was made by the page itself and by nobody's hand.
   */
  touch(cookie: string | undefined, now: number, byHand?: boolean): Session | 'missing' | 'expired';
  close(cookie: string | undefined): Session | undefined;
  /** Remembers a login under its state value. */
  begin(state: string, login: PendingLogin, now: number): void;
  /** Takes the login of a state value, once. */
  finish(state: string, now: number): PendingLogin | undefined;
}

const LONGEST_SECONDS = 12 * 3600;
const LOGIN_SECONDS = 600;

/** Sessions in a database. */
export function sessionsIn(db: Database, keys: AdapterKeys, idleSeconds: number): Sessions {
  const hash = (value: string): Uint8Array => createHash('sha256').update(value).digest();
  const read = (id: Uint8Array): Session | undefined => {
    const row = db.get('SELECT * FROM sessions WHERE id_hash=?', id);
    if (!row) return undefined;
    const idToken = keys.open(Buffer.from(text(row, 'id_token'), 'base64'), 'id-token');
    return { user: userSchema.parse(JSON.parse(text(row, 'user'))), csrf: text(row, 'csrf'), idToken };
  };
  return {
    open(user, idToken, now) {
      const cookie = randomBytes(32).toString('base64url');
      const sealed = Buffer.from(keys.seal(idToken, 'id-token')).toString('base64');
      const csrf = randomBytes(32).toString('base64url');
      db.run('DELETE FROM sessions WHERE created_at < ?', now - LONGEST_SECONDS);
      db.run(
        'INSERT INTO sessions (id_hash, user, csrf, id_token, created_at, last_seen) VALUES (?,?,?,?,?,?)',
        hash(cookie),
        JSON.stringify(user),
        csrf,
        sealed,
        now,
        now,
      );
      return cookie;
    },
    touch(cookie, now, byHand = true) {
      if (!cookie) return 'missing';
      const id = hash(cookie);
      const row = db.get('SELECT created_at, last_seen FROM sessions WHERE id_hash=?', id);
      if (!row) return 'missing';
      if (now - number(row, 'last_seen') > idleSeconds || now - number(row, 'created_at') > LONGEST_SECONDS) {
        db.run('DELETE FROM sessions WHERE id_hash=?', id);
        return 'expired';
      }
      if (byHand) db.run('UPDATE sessions SET last_seen=? WHERE id_hash=?', now, id);
      return read(id) ?? 'missing';
    },
    close(cookie) {
      if (!cookie) return undefined;
      const found = read(hash(cookie));
      db.run('DELETE FROM sessions WHERE id_hash=?', hash(cookie));
      return found;
    },
    begin(state, login, now) {
      db.run('DELETE FROM logins WHERE created_at < ?', now - LOGIN_SECONDS);
      // Anybody may begin to sign in: what was begun is kept within bounds.
      db.run('DELETE FROM logins WHERE rowid IN (SELECT rowid FROM logins ORDER BY rowid DESC LIMIT -1 OFFSET 999)');
      db.run(
        'INSERT INTO logins (state_hash, verifier, nonce, return_to, created_at) VALUES (?,?,?,?,?)',
        hash(state),
        login.verifier,
        login.nonce,
        login.returnTo,
        now,
      );
    },
    finish(state, now) {
      const row = db.get(
        'SELECT * FROM logins WHERE state_hash=? AND created_at >= ?',
        hash(state),
        now - LOGIN_SECONDS,
      );
      db.run('DELETE FROM logins WHERE state_hash=?', hash(state));
      if (!row) return undefined;
      return { verifier: text(row, 'verifier'), nonce: text(row, 'nonce'), returnTo: text(row, 'return_to') };
    },
  };
}
