import {
  type ExportRecord,
  type ExportSource,
  exportFileName,
  fromHex,
  readExportFile,
  TallystickError,
} from '@tallystick/protocol';
import { exportKeyOf, rebuildExport } from '../exports/rebuild.ts';
import { exportSource } from '../exports/source.ts';
import { privateValue, recordsOfType, type StoredRecord } from '../read-model/rows.ts';
import type { AuditDesk } from './desk.ts';

/** Seconds by which a record's block may be seen before its window's end: clocks of two organisations differ a little. */
const earlyToleranceSeconds = 60;
/** Milliseconds for fetching a file. */
const fetchMs = 20_000;

/** How a file is got: its bytes, or the HTTP status that came instead (0 when nothing came). */
export type FetchExport = (name: string) => Promise<Uint8Array | number>;

/** Fetches from the API as any phone does. */
export function fetchExportFrom(apiUrl: string): FetchExport {
  return async (name) => {
    try {
      const response = await fetch(new URL(`/exports/${name}`, apiUrl), { signal: AbortSignal.timeout(fetchMs) });
      if (response.status !== 200) return response.status;
      return new Uint8Array(await response.arrayBuffer());
    } catch {
      return 0;
    }
  };
}

/**
 * Looks at every record that has no statement yet (returning how many are left so): rebuilds its `export.bin` byte for byte from the ledger and the private data of the
 * Auditor's own peer, gets the file from the API, verifies its signature, and only then signs. What cannot be rebuilt because its keys
 * have been purged gets neither statement nor finding.
 */
export async function witnessExports(
  desk: AuditDesk,
  fetchExport: FetchExport,
  servingGraceSeconds: number,
): Promise<number> {
  const network = desk.network();
  if (network === undefined) return 0;
  const missing = (): StoredRecord<ExportRecord>[] =>
    recordsOfType(desk.model, 'export').filter(
      ({ key, record }) =>
        desk.store.find(network, 'export', String(record.sequence)) === undefined &&
        privateValue(desk.model, key) !== undefined,
    );
  const todo = missing();
  if (todo.length === 0) return 0;
  const source = exportSource(desk.model);
  for (const stored of todo) {
    const outcome = await examine(desk, network, source, stored, fetchExport);
    if (outcome === 'witnessed') {
      desk.resolve('EXPORT_MISSING', stored.key);
      desk.resolve('EXPORT_ALTERED', stored.key);
    } else if (outcome !== 'expired' && (outcome.code !== 'EXPORT_MISSING' || outcome.waited > servingGraceSeconds)) {
      desk.report(outcome.code, stored.key, outcome.detail);
    }
  }
  return missing().length;
}

/** What came of looking at one record: a statement, or what is wrong (for a missing file, for how many seconds). */
type Outcome =
  | 'witnessed'
  | 'expired'
  | { readonly code: 'EXPORT_EARLY' | 'EXPORT_ALTERED'; readonly detail?: string }
  | { readonly code: 'EXPORT_MISSING'; readonly detail: string; readonly waited: number };

async function examine(
  desk: AuditDesk,
  network: string,
  source: ExportSource,
  { block, record }: StoredRecord<ExportRecord>,
  fetchExport: FetchExport,
): Promise<Outcome> {
  const altered = (detail: string): Outcome => ({ code: 'EXPORT_ALTERED', detail });
  const firstSeen = desk.store.firstSeen(network, block);
  if (firstSeen !== null && record.windowEnd > firstSeen + earlyToleranceSeconds) return { code: 'EXPORT_EARLY' };
  const rebuilt = rebuildExport(desk.model, source, record);
  if (rebuilt.state === 'expired') return 'expired';
  if (rebuilt.state === 'differs') return altered(`Rebuilt from the ledger, ${rebuilt.why}.`);
  const { content } = rebuilt;
  const counts = { real: content.real, padding: content.padding, revised: content.revised.length };
  if (counts.real !== record.real || counts.padding !== record.padding || counts.revised !== record.revised) {
    return altered('The counts of its record are not those of its keys.');
  }
  const file = await fetchExport(exportFileName(record.sequence, record.sha256));
  if (typeof file === 'number') {
    const detail = file === 0 ? 'The API cannot be reached.' : `The API answers ${file}.`;
    return { code: 'EXPORT_MISSING', detail, waited: desk.clock() - (firstSeen ?? record.windowEnd) };
  }
  const fault = faultOf(desk, record, file);
  if (fault !== undefined) return altered(fault);
  const { sequence, sha256, previous, windowStart, windowEnd, lastBlock, keyId } = record;
  desk.witness({
    kind: 'export',
    subject: String(sequence),
    body: { sequence, sha256, previous, windowStart, windowEnd, lastBlock, ...counts, keyId, block },
  });
  return 'witnessed';
}

/** What is wrong with a file that was fetched; undefined when nothing is. */
function faultOf(desk: AuditDesk, record: ExportRecord, file: Uint8Array): string | undefined {
  const key = exportKeyOf(desk.model, record);
  if (key === undefined) return 'Its signing key is not on the ledger.';
  try {
    const read = readExportFile(file, [{ keyId: key.content.keyId, publicKey: fromHex(key.content.publicKey) }]);
    return read.sha256 === record.sha256 ? undefined : 'The file served is another than the one recorded.';
  } catch (error) {
    if (error instanceof TallystickError) return `The file served does not verify (${error.field ?? error.code}).`;
    throw error;
  }
}
