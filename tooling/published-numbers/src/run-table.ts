import type { ExportRow } from '@pushdown/studies';

/** A row for each run, with a column for each measure on each set of strings, as comma-separated values. */
export function runTable(rows: readonly ExportRow[]): string {
  const axes = Object.keys(rows[0]?.coordinates ?? {});
  const fields = ['restart', 'seed', 'learningRate', 'epochs', 'validationLoss'] as const;
  const measured = [...new Set(rows.map(columnOf))];
  const firsts = new Map(rows.toReversed().map((row) => [row.run, row]));
  const values = new Map(rows.map((row) => [`${row.run} ${columnOf(row)}`, row.value]));
  const lines = [...new Set(rows.map(({ run }) => run))].map((run) => {
    const first = firsts.get(run) as ExportRow;
    return [
      run,
      ...axes.map((axis) => first.coordinates[axis]),
      ...fields.map((field) => first[field]),
      ...measured.map((column) => values.get(`${run} ${column}`)),
    ];
  });
  return [['run', ...axes, ...fields, ...measured], ...lines].map((cells) => `${cells.join(',')}\n`).join('');
}

function columnOf({ measure, set }: ExportRow): string {
  return `${measure} ${set}`;
}
