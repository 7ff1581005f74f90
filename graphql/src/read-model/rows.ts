import type { LedgerRecord, RecordType } from '@tallystick/protocol';
import type { ReadModel } from './store.ts';

/** A record with its place on the ledger. */
export type StoredRecord<R extends LedgerRecord = LedgerRecord> = {
  readonly key: string;
  readonly block: number;
  readonly index: number;
  /** Block whose transaction purged the private value. */
  readonly purgedIn: number | undefined;
  readonly record: R;
};

type Row = Record<string, unknown>;

/** A row of `records` as an object. */
export function storedRecord(row: Row): StoredRecord {
  return {
    key: String(row.key),
    block: Number(row.block),
    index: Number(row.position),
    purgedIn: row.purged_in === null ? undefined : Number(row.purged_in),
    // Written by blockApplier from a parsed record.
    record: JSON.parse(String(row.json)) as LedgerRecord,
  };
}

/** The record under a key; undefined when there is none, or when it is of another type than asked for. */
export function findRecord<T extends RecordType>(
  model: ReadModel,
  type: T,
  key: string,
): StoredRecord<Extract<LedgerRecord, { type: T }>> | undefined {
  const row = model.statement('SELECT * FROM records WHERE key = ? AND type = ?').get(key, type);
  return row === undefined ? undefined : (storedRecord(row) as StoredRecord<Extract<LedgerRecord, { type: T }>>);
}

/** Any record under a key. */
export function findAnyRecord(model: ReadModel, key: string): StoredRecord | undefined {
  const row = model.statement('SELECT * FROM records WHERE key = ?').get(key);
  return row === undefined ? undefined : storedRecord(row);
}

/** All records of a type in ledger order. */
export function recordsOfType<T extends RecordType>(
  model: ReadModel,
  type: T,
): StoredRecord<Extract<LedgerRecord, { type: T }>>[] {
  return model
    .statement('SELECT * FROM records WHERE type = ? ORDER BY block, position, key')
    .all(type)
    .map((row) => storedRecord(row) as StoredRecord<Extract<LedgerRecord, { type: T }>>);
}

/** The record of a type that stands last on the ledger. */
export function lastRecordOfType<T extends RecordType>(
  model: ReadModel,
  type: T,
): StoredRecord<Extract<LedgerRecord, { type: T }>> | undefined {
  const row = model
    .statement('SELECT * FROM records WHERE type = ? ORDER BY block DESC, position DESC LIMIT 1')
    .get(type);
  return row === undefined ? undefined : (storedRecord(row) as StoredRecord<Extract<LedgerRecord, { type: T }>>);
}

/** All records, in ledger order. */
export function allRecords(model: ReadModel): StoredRecord[] {
  return model.statement('SELECT * FROM records ORDER BY block, position, key').all().map(storedRecord);
}

/** Number of records of a type. */
export function countRecords(model: ReadModel, type: RecordType): number {
  return Number(model.statement('SELECT count(*) AS n FROM records WHERE type = ?').get(type)?.n);
}

/** Private value under a record key, parsed as JSON; undefined when it is not there or purged. */
export function privateValue(model: ReadModel, key: string): unknown {
  const row = model.statement('SELECT json FROM private_values WHERE key = ?').get(key);
  return row === undefined ? undefined : JSON.parse(String(row.json));
}
