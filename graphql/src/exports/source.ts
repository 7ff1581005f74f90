import { decodeStoredPublication, type ExportSource } from '@tallystick/protocol';
import { privateValue, recordsOfType } from '../read-model/rows.ts';
import type { ReadModel } from '../read-model/store.ts';

/** What the ledger holds for making exports, as far as it has been read: publications whose keys are not purged, revocations, supersessions. */
export function exportSource(model: ReadModel): ExportSource {
  const publications = recordsOfType(model, 'publication').flatMap(({ key, block, index, record }) => {
    const stored = privateValue(model, key);
    if (stored === undefined) return [];
    const { keys, reportType, onset } = decodeStoredPublication(stored);
    return [{ authorisation: record.authorisation, block, index, keys, reportType, onset }];
  });
  const revokedIn = new Map(
    recordsOfType(model, 'revocation').map(({ block, record }) => [record.authorisation, block] as const),
  );
  const supersedes = new Map<string, string>();
  for (const { record } of recordsOfType(model, 'authorisation')) {
    if (record.supersedes !== undefined) supersedes.set(record.id, record.supersedes);
  }
  return { publications, revokedIn, supersedes };
}
