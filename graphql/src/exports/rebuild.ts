import {
  type ExportContent,
  type ExportRecord,
  type ExportSource,
  exportBin,
  exportContent,
  exportPrivate,
  fromHex,
  recordKey,
} from '@tallystick/protocol';
import { type ExportKeyPolicy, exportKeyPolicies } from '../read-model/policies.ts';
import { findRecord, privateValue, recordsOfType } from '../read-model/rows.ts';
import type { ReadModel } from '../read-model/store.ts';
import { sha256Hex } from '../sha256.ts';

/** What rebuilding the file of a record came to. */
export type Rebuilt =
  | { readonly state: 'whole'; readonly bin: Uint8Array; readonly content: ExportContent; readonly keyVersion: number }
  /** Its seed, or keys in it, have been purged. */
  | { readonly state: 'expired' }
  /** Everything is there, and yet it is not what the record says. */
  | { readonly state: 'differs'; readonly why: string };

/** Rebuilds `export.bin` of a record from the ledger and private data alone, byte for byte. */
export function rebuildExport(model: ReadModel, source: ExportSource, record: ExportRecord): Rebuilt {
  const stored = privateValue(model, recordKey.export(record.sequence));
  if (stored === undefined) return { state: 'expired' };
  const previous =
    record.sequence === 1 ? null : findRecord(model, 'export', recordKey.export(record.sequence - 1))?.record;
  const key = exportKeyOf(model, record);
  if (previous === undefined || key === undefined) {
    return { state: 'differs', why: 'its predecessor or signing key is not on the ledger' };
  }
  const seed = fromHex(exportPrivate.parse(stored).seed, 32);
  const { lastBlock, windowStart, windowEnd, keyId } = record;
  const content = exportContent(source, { previous, seed, lastBlock, windowEnd });
  const keyVersion = key.version;
  const bin = content === null ? undefined : exportBin(content, { windowStart, windowEnd, keyId, keyVersion });
  if (content !== null && bin !== undefined && sha256Hex(bin) === record.sha256) {
    return { state: 'whole', bin, content, keyVersion };
  }
  // A publication that was purged since leaves a gap that only the ledger explains.
  return purgedBefore(model, record)
    ? { state: 'expired' }
    : { state: 'differs', why: 'its content is not what the ledger gives' };
}

/** The policy of the key that the contract found in force for a record, as its provenance names it. */
export function exportKeyOf(model: ReadModel, record: ExportRecord): ExportKeyPolicy | undefined {
  return exportKeyPolicies(model)
    .map(({ record: policy }) => policy)
    .find(
      (policy) =>
        policy.content.keyId === record.keyId &&
        record.provenance.used.includes(recordKey.policy('exportKey', policy.version)),
    );
}

/** Whether any publication that the record may hold keys of has been purged. */
function purgedBefore(model: ReadModel, { lastBlock }: ExportRecord): boolean {
  return recordsOfType(model, 'publication').some(
    ({ block, purgedIn }) => block <= lastBlock && purgedIn !== undefined,
  );
}
