import type { Measurement } from '@pushdown/core';
import type { RunResults } from '../experiment/results.ts';
import { formatNumber, formatRange } from './format.ts';
import type { Table, TableRow } from './report.ts';

/** How a measure spreads over the single strings of a run, a row for each set of strings. */
export function spreadTable(caption: string, measure: string, { validation, bins }: RunResults): Table {
  const sets = [
    { name: 'validation', measurements: validation.measurements },
    ...bins.map(({ range, measurements }) => ({ name: formatRange(range), measurements })),
  ];
  return {
    caption,
    columns: ['strings', 'mean', 'median', 'clipped mean', 'of all together'],
    labelColumns: 1,
    rows: sets.map(({ name, measurements }) => row(name, measurements[measure])),
  };
}

function row(name: string, measurement: Measurement | undefined): TableRow {
  const { mean, median, clippedMean } = measurement?.spread ?? {};
  return { kind: 'result', cells: [name, ...[mean, median, clippedMean, measurement?.value].map(formatNumber)] };
}
