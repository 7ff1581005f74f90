import type { JSX, ReactNode } from 'react';

/** One column of a table. */
export interface Column<Row> {
  key: string;
  head: ReactNode;
  cell: (row: Row) => ReactNode;
  isNumeric?: boolean;
  /** The column that names the row. */
  isRowHead?: boolean;
}

/** A table that scrolls sideways within itself where it does not fit; the scrolling part can be reached by keyboard. */
export function Table<Row>({
  caption,
  columns,
  rows,
  rowKey,
  hideCaption = false,
  empty,
}: {
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  hideCaption?: boolean;
  /** Said in the place of rows when there are none. */
  empty?: ReactNode;
}): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="ts-table-wrap" aria-label={caption} tabIndex={0}>
      <table className="ts-table">
        <caption className={hideCaption ? 'ts-hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" data-numeric={column.isNumeric || undefined}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map((column) =>
                column.isRowHead ? (
                  <th key={column.key} scope="row">
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.key} data-numeric={column.isNumeric || undefined}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
          {rows.length === 0 && empty !== undefined ? (
            <tr>
              <td colSpan={columns.length}>{empty}</td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </section>
  );
}

/** A list of facts: what on one side, its value on the other. */
export function Facts({ facts }: { facts: readonly (readonly [what: string, value: ReactNode])[] }): JSX.Element {
  return (
    <dl className="ts-facts">
      {facts.map(([what, value]) => (
        <div key={what} className="ts-fact">
          <dt>{what}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
