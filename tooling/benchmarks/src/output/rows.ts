/** How rows are printed: an aligned table, a Markdown table, or one JSON object a line. */
export type RowFormat = 'text' | 'markdown' | 'json';

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string | number | null;
  /** Decimals of a number; none without it. */
  readonly digits?: number;
}

/** Rows as lines of text, each with its end. JSON has all keys of a row, whatever the columns. */
export function formatRows<Row extends object>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  format: RowFormat,
): string {
  if (format === 'json') return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const cells = rows.map((row) => columns.map((column) => cell(row, column)));
  if (format === 'markdown') {
    const isNumber = ({ of }: Column<Row>): boolean => rows.some((row) => typeof of(row) === 'number');
    const rule = columns.map((column) => (isNumber(column) ? '---:' : '---'));
    return [columns.map(({ title }) => title), rule, ...cells].map((line) => `| ${line.join(' | ')} |\n`).join('');
  }
  const table = [columns.map(({ title }) => title), ...cells];
  const widths = columns.map((_, index) => Math.max(...table.map((line) => (line[index] as string).length)));
  return table
    .map(
      (line) =>
        `${line
          .map((text, index) => text.padEnd(widths[index] as number))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

function cell<Row>(row: Row, { of, digits = 0 }: Column<Row>): string {
  const value = of(row);
  if (value === null) return '–';
  return typeof value === 'number' ? value.toFixed(digits) : value;
}
