import {
  type ExportRecord,
  type ExportSource,
  exportFile,
  exportFileName,
  exportSignatureInfo,
  recordKey,
} from '@tallystick/protocol';
import { findRecord } from '../read-model/rows.ts';
import type { ReadModel } from '../read-model/store.ts';
import { rebuildExport } from './rebuild.ts';
import type { ExportSigningKey } from './signing-key.ts';
import { exportSource } from './source.ts';

/** Most bytes of files kept in memory. */
const maxCachedBytes = 128 * 1024 * 1024;

/** A file as it is served. */
export type ServedExport = { readonly record: ExportRecord; readonly bytes: Uint8Array };

/** The files behind the records, rebuilt from the read model on demand: nothing of them is kept on disk. */
export type ExportFiles = {
  /** Whether the file of a record can be had at the moment. */
  available(record: ExportRecord): boolean;
  /** The file by its name; `GONE` when its record stays and its keys do not, `NOT_FOUND` without a record. */
  byName(name: string): ServedExport | 'GONE' | 'NOT_FOUND';
  /** Must be called when a purge was applied. */
  forget(): void;
};

/** Files of one organisation's exports, signed with the keys at hand. `clock` gives Unix seconds. */
export function openExportFiles(model: ReadModel, keys: readonly ExportSigningKey[], clock: () => number): ExportFiles {
  const files = new Map<number, Uint8Array>();
  /** Records that cannot be rebuilt any more (or not with these keys), so that it is not tried for every request. */
  const absent = new Set<number>();
  let cachedBytes = 0;
  let source: { readonly height: number; readonly value: ExportSource } | undefined;

  const currentSource = (): ExportSource => {
    const height = model.height();
    if (source?.height !== height) source = { height, value: exportSource(model) };
    return source.value;
  };
  const forget = (): void => {
    files.clear();
    absent.clear();
    cachedBytes = 0;
    source = undefined;
  };
  const remember = (sequence: number, bytes: Uint8Array): void => {
    for (const [oldest, old] of files) {
      if (cachedBytes + bytes.length <= maxCachedBytes) break;
      files.delete(oldest);
      cachedBytes -= old.length;
    }
    files.set(sequence, bytes);
    cachedBytes += bytes.length;
  };
  const build = (record: ExportRecord): Uint8Array | undefined => {
    const key = keys.find(({ keyId }) => keyId === record.keyId);
    if (key === undefined) return undefined;
    const rebuilt = rebuildExport(model, currentSource(), record);
    if (rebuilt.state !== 'whole') return undefined;
    const info = exportSignatureInfo({ keyId: record.keyId, keyVersion: rebuilt.keyVersion });
    return exportFile(rebuilt.bin, key.secretKey, info);
  };
  const fileOf = (record: ExportRecord): Uint8Array | undefined => {
    if (clock() >= record.purgeAfter || absent.has(record.sequence)) return undefined;
    const bytes = files.get(record.sequence) ?? build(record);
    if (bytes === undefined) absent.add(record.sequence);
    else if (!files.has(record.sequence)) remember(record.sequence, bytes);
    return bytes;
  };

  return {
    available: (record) => fileOf(record) !== undefined,
    byName: (name) => {
      const sequence = Number(/^(\d{1,10})-[0-9a-f]{16}\.zip$/.exec(name)?.[1] ?? Number.NaN);
      const record = Number.isNaN(sequence)
        ? undefined
        : findRecord(model, 'export', recordKey.export(sequence))?.record;
      if (record === undefined || exportFileName(record.sequence, record.sha256) !== name) return 'NOT_FOUND';
      const bytes = fileOf(record);
      return bytes === undefined ? 'GONE' : { record, bytes };
    },
    forget,
  };
}
