/** Authorisations: the codes issued for cases and what the ledger has told of each since. */
import { bytes, type Database, number, optionalNumber, optionalText, type Row, text } from './database.ts';

/** Something that the ledger told, with its block and the time at which this adapter learned it. */
export interface LedgerStep {
  block: number;
  at: number;
}

/** One authorisation. */
export interface Authorisation {
  id: string;
  caseId: string;
  publicKey: string;
  expires: number;
  supersedes?: string;
  supersededBy?: string;
  /** Salted commitment to the case record; the salt stays here. */
  commitment: string;
  commitmentSalt: string;
  /** Present while the code may still be shown. */
  sealedCode?: Uint8Array;
  issuedAt: number;
  issuedBy: string;
  revokeAskedAt?: number;
  authorised?: LedgerStep & { txId: string };
  published?: LedgerStep;
  revoked?: LedgerStep;
  exported?: { sequence: number; at: number };
}

/** Operations on authorisations. */
export interface Authorisations {
  put(authorisation: Authorisation): void;
  get(id: string): Authorisation | undefined;
  ofCase(caseId: string): Authorisation[];
  markSuperseded(id: string, by: string): void;
  markRevokeAsked(id: string, at: number): void;
  markAuthorised(id: string, txId: string, step: LedgerStep): void;
  markPublished(id: string, step: LedgerStep): void;
  markRevoked(id: string, step: LedgerStep): void;
  /** Marks what was published up to a block and not yet exported; returns how many. */
  markExported(lastBlock: number, sequence: number, at: number): number;
  /** Deletes the codes of expired authorisations; returns how many. */
  forgetExpired(now: number): number;
}

/** Authorisations in a database. */
export function authorisationsIn(db: Database): Authorisations {
  return {
    put(authorisation) {
      db.run(
        `INSERT INTO authorisations (id, case_id, public_key, expires, supersedes, commitment, commitment_salt, sealed_code,
          issued_at, issued_by) VALUES (?,?,?,?,?,?,?,?,?,?)`,
        authorisation.id,
        authorisation.caseId,
        authorisation.publicKey,
        authorisation.expires,
        authorisation.supersedes ?? null,
        authorisation.commitment,
        authorisation.commitmentSalt,
        authorisation.sealedCode ?? null,
        authorisation.issuedAt,
        authorisation.issuedBy,
      );
    },
    get(id) {
      const row = db.get('SELECT * FROM authorisations WHERE id=?', id);
      return row && toAuthorisation(row);
    },
    ofCase: (caseId) =>
      db
        .all('SELECT * FROM authorisations WHERE case_id=? ORDER BY issued_at DESC, rowid DESC', caseId)
        .map(toAuthorisation),
    markSuperseded: (id, by) => {
      db.run('UPDATE authorisations SET superseded_by=?, sealed_code=NULL WHERE id=?', by, id);
    },
    markRevokeAsked: (id, at) => {
      db.run('UPDATE authorisations SET revoke_asked_at=?, sealed_code=NULL WHERE id=?', at, id);
    },
    markAuthorised: (id, txId, step) => {
      db.run(
        `UPDATE authorisations SET authorised_tx=?, authorised_block=?, authorised_at=?
         WHERE id=? AND authorised_block IS NULL`,
        txId,
        step.block,
        step.at,
        id,
      );
    },
    markPublished: (id, step) => {
      db.run(
        `UPDATE authorisations SET published_block=?, published_at=?, sealed_code=NULL
         WHERE id=? AND published_block IS NULL`,
        step.block,
        step.at,
        id,
      );
    },
    markRevoked: (id, step) => {
      db.run(
        'UPDATE authorisations SET revoked_block=?, revoked_at=?, sealed_code=NULL WHERE id=? AND revoked_block IS NULL',
        step.block,
        step.at,
        id,
      );
    },
    markExported: (lastBlock, sequence, at) =>
      db.run(
        `UPDATE authorisations SET export_sequence=?, exported_at=?
         WHERE published_block <= ? AND export_sequence IS NULL AND (revoked_block IS NULL OR revoked_block > ?)`,
        sequence,
        at,
        lastBlock,
        lastBlock,
      ).changes,
    forgetExpired: (now) =>
      db.run('UPDATE authorisations SET sealed_code=NULL WHERE expires <= ? AND sealed_code IS NOT NULL', now).changes,
  };
}

function step(row: Row, prefix: string): LedgerStep | undefined {
  const block = optionalNumber(row, `${prefix}_block`);
  return block === undefined ? undefined : { block, at: number(row, `${prefix}_at`) };
}

/** A row of the table `authorisations`. */
function toAuthorisation(row: Row): Authorisation {
  const authorised = step(row, 'authorised');
  const sequence = optionalNumber(row, 'export_sequence');
  const optionalFields = {
    supersedes: optionalText(row, 'supersedes'),
    supersededBy: optionalText(row, 'superseded_by'),
    sealedCode: row.sealed_code === null ? undefined : bytes(row, 'sealed_code'),
    revokeAskedAt: optionalNumber(row, 'revoke_asked_at'),
    authorised: authorised && { ...authorised, txId: text(row, 'authorised_tx') },
    published: step(row, 'published'),
    revoked: step(row, 'revoked'),
    exported: sequence === undefined ? undefined : { sequence, at: number(row, 'exported_at') },
  };
  const base: Authorisation = {
    id: text(row, 'id'),
    caseId: text(row, 'case_id'),
    publicKey: text(row, 'public_key'),
    expires: number(row, 'expires'),
    commitment: text(row, 'commitment'),
    commitmentSalt: text(row, 'commitment_salt'),
    issuedAt: number(row, 'issued_at'),
    issuedBy: text(row, 'issued_by'),
  };
  return Object.assign(
    base,
    Object.fromEntries(Object.entries(optionalFields).filter(([, value]) => value !== undefined)),
  );
}

/** Where an authorisation stands, in the one word that a screen shows. */
export type AuthorisationStatus = 'sending' | 'failed' | 'unclaimed' | 'expired' | 'published' | 'exported' | 'revoked';

/** Derives the status; `dead` says that the outbox has given up on it. */
export function statusOfAuthorisation(found: Authorisation, dead: boolean, now: number): AuthorisationStatus {
  if (found.revoked) return 'revoked';
  if (dead) return 'failed';
  if (found.revokeAskedAt !== undefined || found.supersededBy !== undefined) return 'revoked';
  if (found.exported) return 'exported';
  if (found.published) return 'published';
  if (found.expires <= now) return 'expired';
  return found.authorised ? 'unclaimed' : 'sending';
}
