import type { SetResults } from '../experiment/results.ts';
import { formatNumber } from './format.ts';
import type { Table, TableRow } from './report.ts';

/** Perplexities of models on the texts of a corpus, a row for each model, and what a table of symbol pairs reaches. */
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
    rows: [
      ...rows.map(
        ({ label, sets: { validation, test } }): TableRow => ({
          kind: 'result',
          cells: [label, ...[validation, test].map((set) => formatNumber(set?.measurements.perplexity?.value))],
        }),
      ),
      {
        kind: 'reference',
        cells: [
          'bigram',
          ...[rows[0]?.sets.validation, rows[0]?.sets.test].map((set) =>
            formatNumber(set?.measurements.perplexity?.bigram),
          ),
        ],
      },
    ],
  };
}
