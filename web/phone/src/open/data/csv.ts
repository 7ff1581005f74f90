/** A cell as RFC 4180 wants it: quoted where it holds a comma, a quote or a line break. */
function cell(value: string | number): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows as CSV (RFC 4180), their head from the names of the columns. */
export function toCsv<Row>(
  columns: readonly { readonly name: string; readonly value: (row: Row) => string | number }[],
  rows: readonly Row[],
): string {
  const lines = [
    columns.map(({ name }) => cell(name)),
    ...rows.map((row) => columns.map(({ value }) => cell(value(row)))),
  ];
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}
