import { readModelTables } from './schema.ts';
import type { ReadModel } from './store.ts';

/**
 * Every row of every table as text lines in key order, bytes as hex: a rebuilt read model must equal the running one line by line.
 */
export function dumpReadModel(model: ReadModel): string[] {
  return readModelTables.flatMap((table) => {
    const keys = model.db.prepare(`SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`).all();
    const order = keys.map(({ name }) => String(name)).join(', ');
    return model.db
      .prepare(`SELECT * FROM ${table} ORDER BY ${order}`)
      .all()
      .map(
        (row) => `${table} ${JSON.stringify(row, (_, value) => (value instanceof Uint8Array ? hex(value) : value))}`,
      );
  });
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
