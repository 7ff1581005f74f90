import { type ExportRecord, exportFileName } from '@tallystick/protocol';
import type { Pageable, Place } from '../read-model/pages.ts';
import { type StoredRecord, storedRecord } from '../read-model/rows.ts';

/** Export records as a connection. */
export const exportPages: Pageable<StoredRecord<ExportRecord>> = {
  table: 'records',
  block: 'block',
  index: 'position',
  where: "type = 'export'",
  // The condition leaves no other type.
  node: (row) => storedRecord(row) as StoredRecord<ExportRecord>,
};

/** The public fields of a record, as index and API show them. */
export type PublicExport = Omit<ExportRecord, 'type' | 'provenance'> & {
  readonly block: number;
  readonly name: string;
};

/** A record as it is shown. */
export function publicExport({
  record,
  block,
}: Pick<StoredRecord<ExportRecord>, 'record'> & Pick<Place, 'block'>): PublicExport {
  const { type: _type, provenance: _provenance, ...fields } = record;
  return { ...fields, block, name: exportFileName(record.sequence, record.sha256) };
}
