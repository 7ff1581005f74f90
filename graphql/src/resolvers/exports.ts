import { type ExportRecord, recordKey } from '@tallystick/protocol';
import type { ServiceContext } from '../context.ts';
import { exportPages, publicExport } from '../exports/public-record.ts';
import { readPage } from '../read-model/pages.ts';
import { findRecord, type StoredRecord } from '../read-model/rows.ts';
import type { Export, QueryResolvers } from '../schema/types.generated.ts';

function shown(stored: StoredRecord<ExportRecord>, { exportAvailable }: ServiceContext): Export {
  return { ...publicExport(stored), status: exportAvailable(stored.record) ? 'AVAILABLE' : 'EXPIRED' };
}

/** Queries about export records. */
export const exportQueries: Pick<QueryResolvers, 'exports' | 'export'> = {
  exports: (_, { first, after, order }, context) =>
    readPage(
      context.model,
      { ...exportPages, node: (row) => shown(exportPages.node(row), context) },
      { first, after, newestFirst: order === 'NEWEST_FIRST' },
    ),
  export: (_, { sequence }, context) => {
    const stored = findRecord(context.model, 'export', recordKey.export(sequence));
    return stored === undefined ? null : shown(stored, context);
  },
};
