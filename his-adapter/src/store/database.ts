/**
 * The adapter's own SQLite file: the only place where patient data rests. Directory 0700, file 0600, WAL with full
 * durability, deleted content overwritten, schema by numbered migrations.
 */
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { migrations } from './migrations.ts';

/** One row as SQLite gives it. */
export type Row = Record<string, null | number | bigint | string | Uint8Array>;

/** The open store. */
export interface Database {
  run(sql: string, ...values: SQLInputValue[]): { changes: number; lastId: number };
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all(sql: string, ...values: SQLInputValue[]): Row[];
  /** Runs `work` in one transaction: all of it is durable when this returns, or none. Nests by joining the outer. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/**
 * Opens (and where needed makes and migrates) the store in a directory.
 * @throws Error when the file was written by a newer version
 */
export function openDatabase(directory: string): Database {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const path = join(directory, 'his-adapter.sqlite');
  const db = new DatabaseSync(path);
  chmodSync(path, 0o600);
  db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON;');
  db.exec('PRAGMA busy_timeout=5000; PRAGMA journal_size_limit=0;');
  migrate(db);
  return wrap(db);
}

function migrate(db: DatabaseSync): void {
  const found = Number(db.prepare('PRAGMA user_version').get()?.user_version ?? 0);
  if (found > migrations.length) {
    throw new Error(`The store has version ${found} and this adapter knows ${migrations.length}: use a newer adapter.`);
  }
  for (let version = found; version < migrations.length; version += 1) {
    db.exec('BEGIN IMMEDIATE');
    try {
      db.exec(migrations[version] ?? '');
      db.exec(`PRAGMA user_version=${version + 1}`);
      db.exec('COMMIT');
    } catch (error) {
      db.exec('ROLLBACK');
      throw error;
    }
  }
}

function wrap(db: DatabaseSync): Database {
  const statements = new Map<string, ReturnType<DatabaseSync['prepare']>>();
  const prepared = (sql: string): ReturnType<DatabaseSync['prepare']> => {
    const known = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  let depth = 0;
  return {
    run(sql, ...values) {
      const { changes, lastInsertRowid } = prepared(sql).run(...values);
      return { changes: Number(changes), lastId: Number(lastInsertRowid) };
    },
    get: (sql, ...values) => prepared(sql).get(...values) as Row | undefined,
    all: (sql, ...values) => prepared(sql).all(...values) as Row[],
    transaction(work) {
      if (depth > 0) return work();
      db.exec('BEGIN IMMEDIATE');
      depth += 1;
      try {
        const result = work();
        db.exec('COMMIT');
        return result;
      } catch (error) {
        db.exec('ROLLBACK');
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close: () => db.close(),
  };
}

/** A column as text; empty when null. */
export function text(row: Row, column: string): string {
  const found = row[column];
  return typeof found === 'string' ? found : '';
}

/** A column as text, or undefined when null. */
export function optionalText(row: Row, column: string): string | undefined {
  const found = row[column];
  return typeof found === 'string' ? found : undefined;
}

/** A column as a number; 0 when null. */
export function number(row: Row, column: string): number {
  return Number(row[column] ?? 0);
}

/** A column as a number, or undefined when null. */
export function optionalNumber(row: Row, column: string): number | undefined {
  const found = row[column];
  return found === null || found === undefined ? undefined : Number(found);
}

/** A column as bytes; empty when null. */
export function bytes(row: Row, column: string): Uint8Array {
  const found = row[column];
  return found instanceof Uint8Array ? found : new Uint8Array();
}
