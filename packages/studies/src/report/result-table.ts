import type { Measurement } from '@pushdown/core';
import type { RunResults } from '../experiment/results.ts';
import { formatNumber, formatRange } from './format.ts';
import type { Table, TableRow } from './report.ts';

/** One row of a result table. */
export interface LabeledRun {
  readonly labels: readonly string[];
  /** Undefined when the run failed. */
  readonly results: RunResults | undefined;
}

/** One measurement as a column for each set of strings. */
export interface MeasureColumn {
  readonly measure: string;
  readonly heading: string;
  /** Also for the validation strings. */
  readonly validation: boolean;
}

/** The columns of Das & Mali (2024): perplexities, and accuracies of the test bins. */
export const paperColumns: readonly MeasureColumn[] = [
  { measure: 'perplexity', heading: 'perplexity', validation: true },
  { measure: 'accuracy', heading: 'accuracy', validation: false },
];

/** Nats per symbol above the lower bound (DuSell & Chiang 2023). */
export const differenceColumns: readonly MeasureColumn[] = [
  { measure: 'cross-entropy-difference', heading: 'difference', validation: true },
];

/** Of strings as wholes. */
export const stringColumns: readonly MeasureColumn[] = [
  { measure: 'string-accuracy', heading: 'right', validation: true },
  { measure: 'errors-per-string', heading: 'errors', validation: true },
  { measure: 'recognition-accuracy', heading: 'recognized', validation: true },
];

/** For models that predict sets of symbols. */
export const setColumns: readonly MeasureColumn[] = [
  { measure: 'k-hot-accuracy', heading: 'positions', validation: true },
  { measure: 'k-hot-string-accuracy', heading: 'strings', validation: true },
];

interface Column {
  readonly heading: string;
  readonly measurement: (results: RunResults) => Measurement | undefined;
}

/**
 * Results with what they must be read beside: the last two rows are the lower bound and the bigram predictor. The runs of
 * a table share language, training lengths and bins, and so the references.
 */
export function resultTable(options: {
  readonly caption: string;
  readonly labels: readonly string[];
  readonly runs: readonly LabeledRun[];
  readonly columns: readonly MeasureColumn[];
}): Table {
  const { caption, labels, runs } = options;
  const finished = runs.map(({ results }) => results).filter((results) => results !== undefined);
  const columns = columnsOf(finished[0], options.columns);
  const reference = (name: string, pick: (measurement: Measurement) => number | undefined): TableRow => ({
    kind: 'reference',
    cells: [
      name,
      ...labels.slice(1).map(() => ''),
      ...columns.map(({ measurement }) => {
        const found = finished.map(measurement).find((value) => value !== undefined);
        return formatNumber(found && pick(found));
      }),
    ],
  });
  return {
    caption,
    columns: [...labels, ...columns.map(({ heading }) => heading)],
    labelColumns: labels.length,
    rows: [
      ...runs.map(
        (run): TableRow => ({
          kind: 'result',
          cells: [
            ...run.labels,
            ...columns.map(({ measurement }) =>
              run.results === undefined ? 'failed' : formatNumber(measurement(run.results)?.value),
            ),
          ],
        }),
      ),
      reference('lower bound', ({ bound }) => bound),
      reference('bigram', ({ bigram }) => bigram),
    ],
  };
}

function columnsOf(results: RunResults | undefined, columns: readonly MeasureColumn[]): Column[] {
  const validation = columns
    .filter(({ validation }) => validation)
    .map(
      ({ measure, heading }): Column => ({
        heading: `validation ${heading}`,
        measurement: (run) => run.validation.measurements[measure],
      }),
    );
  const bins = (results?.bins ?? []).flatMap(({ range }, index) =>
    columns.map(
      ({ measure, heading }): Column => ({
        heading: `${formatRange(range)} ${heading}`,
        measurement: (run) => run.bins[index]?.measurements[measure],
      }),
    ),
  );
  return [...validation, ...bins];
}
