import type { SetResults } from '../experiment/results.ts';
import { formatNumber } from './format.ts';
import type { Table } from './report.ts';

/** Perplexities of models on the texts of a corpus, a row for each model. */
export function perplexityTable(
  rows: readonly {
    readonly label: string;
    readonly sets: { readonly validation: SetResults; readonly test?: SetResults };
  }[],
): Table {
  return {
    caption: 'Perplexity',
    columns: ['', 'validation', 'test'],
    labelColumns: 1,
    rows: rows.map(({ label, sets: { validation, test } }) => ({
      kind: 'result',
      cells: [label, ...[validation, test].map((set) => formatNumber(set?.measurements.perplexity?.value))],
    })),
  };
}
