import { DatabaseSync } from 'node:sqlite';
import { canonicalJson, type WitnessEnvelope, type WitnessKind, type WitnessStatement } from '@tallystick/protocol';
import type { AuditReport, Finding, FindingCode } from './report.ts';

const storeVersion = 1;

const sql = `
CREATE TABLE statements (
  network TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, envelope TEXT NOT NULL, sequence INTEGER NOT NULL,
  PRIMARY KEY (network, kind, subject)
) WITHOUT ROWID, STRICT;
CREATE INDEX statements_by_sequence ON statements (network, kind, sequence);
CREATE TABLE first_seen (network TEXT NOT NULL, block INTEGER NOT NULL, time INTEGER NOT NULL, PRIMARY KEY (network, block))
  WITHOUT ROWID, STRICT;
CREATE TABLE progress (network TEXT PRIMARY KEY, height INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE findings (
  network TEXT NOT NULL, code TEXT NOT NULL, subject TEXT NOT NULL, detail TEXT NOT NULL, since INTEGER NOT NULL, resolved INTEGER,
  PRIMARY KEY (network, code, subject)
) WITHOUT ROWID, STRICT;
`;

/** Most findings that a report lists. */
const listedFindings = 200;

/** What came of handing in a statement. */
export type Stored = 'new' | 'same' | 'conflict';

/** The Auditor's own durable memory: unlike the read model it can be rebuilt from nothing else. */
export type WitnessStore = {
  /**
   * Signs and keeps a statement unless there is one about its subject already: one that says the same is left as it is, one that says
   * something else is a conflict and nothing is signed.
   */
  witness(statement: WitnessStatement, sign: (statement: WitnessStatement) => WitnessEnvelope): Stored;
  find(network: string, kind: WitnessKind, subject: string): WitnessEnvelope | undefined;
  /** The statement of a kind that was signed last. */
  newest(network: string, kind: WitnessKind): WitnessEnvelope | undefined;
  /** Notes when a block was first seen; the first note stands. */
  noteFirstSeen(network: string, block: number, time: number): void;
  /** Unix seconds at which a block was first seen, null when it was caught up with later. */
  firstSeen(network: string, block: number): number | null;
  /** Highest block first seen at or before a moment. */
  lastSeenBefore(network: string, time: number): number | undefined;
  /** Number of blocks whose statements have been made. */
  height(network: string): number;
  setHeight(network: string, height: number): void;
  /** Notes a finding; one that stands already keeps its time. */
  report(network: string, code: FindingCode, subject: string, detail: string, now: number): void;
  /** Notes that a finding does not stand any more. */
  resolve(network: string, code: FindingCode, subject: string, now: number): void;
  reportOf(network: string): AuditReport;
  transaction<T>(work: () => T): T;
  close(): void;
};

/** What a statement says, without when it was signed. */
function meaning({ issuedAt: _issuedAt, ...statement }: WitnessStatement): string {
  return canonicalJson(statement);
}

/** Opens (or makes) the store. @throws Error for a file of another version: it must not be lost. */
export function openWitnessStore(file: string): WitnessStore {
  const db = new DatabaseSync(file, { timeout: 5_000 });
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version);
  if (version === 0) db.exec(`BEGIN; ${sql} PRAGMA user_version = ${storeVersion}; COMMIT`);
  else if (version !== storeVersion)
    throw new Error('The witness store was written by another version of this program.');

  const findOne = db.prepare('SELECT envelope FROM statements WHERE network = ? AND kind = ? AND subject = ?');
  const findNewest = db.prepare(
    'SELECT envelope FROM statements WHERE network = ? AND kind = ? ORDER BY sequence DESC LIMIT 1',
  );
  const insert = db.prepare(
    'INSERT INTO statements (network, kind, subject, envelope, sequence)' +
      ' VALUES (?, ?, ?, ?, (SELECT count(*) FROM statements WHERE network = ? AND kind = ?))',
  );
  const note = db.prepare('INSERT OR IGNORE INTO first_seen (network, block, time) VALUES (?, ?, ?)');
  const seen = db.prepare('SELECT time FROM first_seen WHERE network = ? AND block = ?');
  const seenBefore = db.prepare('SELECT max(block) AS block FROM first_seen WHERE network = ? AND time <= ?');
  const progress = db.prepare('SELECT height FROM progress WHERE network = ?');
  const setProgress = db.prepare('INSERT OR REPLACE INTO progress (network, height) VALUES (?, ?)');
  const insertFinding = db.prepare(
    'INSERT INTO findings (network, code, subject, detail, since, resolved) VALUES (?, ?, ?, ?, ?, NULL)' +
      ' ON CONFLICT (network, code, subject) DO UPDATE SET detail = excluded.detail, resolved = NULL,' +
      ' since = CASE WHEN resolved IS NULL THEN since ELSE excluded.since END',
  );
  const resolveFinding = db.prepare(
    'UPDATE findings SET resolved = ? WHERE network = ? AND code = ? AND subject = ? AND resolved IS NULL',
  );
  const findings = db.prepare(
    'SELECT code, subject, detail, since, resolved FROM findings WHERE network = ? ORDER BY resolved IS NOT NULL, since DESC, code, subject LIMIT ?',
  );
  const counts = db.prepare(
    'SELECT kind, count(*) AS count FROM statements WHERE network = ? GROUP BY kind ORDER BY kind',
  );

  const envelope = (row: Record<string, unknown> | undefined): WitnessEnvelope | undefined =>
    // Written below from a signed statement.
    row === undefined ? undefined : (JSON.parse(String(row.envelope)) as WitnessEnvelope);

  return {
    witness: (statement, sign) => {
      const { network, kind, subject } = statement;
      const standing = envelope(findOne.get(network, kind, subject));
      if (standing !== undefined) return meaning(standing.statement) === meaning(statement) ? 'same' : 'conflict';
      insert.run(network, kind, subject, JSON.stringify(sign(statement)), network, kind);
      return 'new';
    },
    find: (network, kind, subject) => envelope(findOne.get(network, kind, subject)),
    newest: (network, kind) => envelope(findNewest.get(network, kind)),
    noteFirstSeen: (network, block, time) => void note.run(network, block, time),
    firstSeen: (network, block) => {
      const row = seen.get(network, block);
      return row === undefined ? null : Number(row.time);
    },
    lastSeenBefore: (network, time) => {
      const block = seenBefore.get(network, time)?.block;
      return block === null || block === undefined ? undefined : Number(block);
    },
    height: (network) => Number(progress.get(network)?.height ?? 0),
    setHeight: (network, height) => void setProgress.run(network, height),
    report: (network, code, subject, detail, now) => void insertFinding.run(network, code, subject, detail, now),
    resolve: (network, code, subject, now) => void resolveFinding.run(now, network, code, subject),
    reportOf: (network) => ({
      witnessed: counts.all(network).map(({ kind, count }) => ({ kind: String(kind), count: Number(count) })),
      findings: findings.all(network, listedFindings) as unknown as Finding[],
    }),
    transaction: (work) => {
      db.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => db.close(),
  };
}
