import { toJson } from '../experiment/json.ts';
import type { Measurements } from '../experiment/results.ts';
import { finishedRuns } from './queries.ts';
import type { StoredRun } from './study-folder.ts';

/** One number that a run measured, with all that tells it from others. */
export interface ExportRow {
  readonly run: string;
  readonly coordinates: Readonly<Record<string, string>>;
  readonly restart: number;
  readonly seed: number;
  readonly learningRate: number;
  readonly epochs: number;
  readonly validationLoss: number;
  /** `validation`, `test` of a corpus, or a range of lengths such as `40:100`. */
  readonly set: string;
  readonly strings: number;
  readonly measure: string;
  readonly value: number;
  readonly bound: number | undefined;
  readonly bigram: number | undefined;
}

/** Everything that the finished runs of a study measured: a row for each run, set of strings and measure. */
export function exportRows(runs: readonly StoredRun[]): readonly ExportRow[] {
  return finishedRuns(runs).flatMap(({ name, coordinates, restart, experiment, results }) => {
    const { validation, bins, training } = results;
    const sets: readonly { readonly set: string; readonly strings: number; readonly measurements: Measurements }[] = [
      { set: 'validation', ...validation },
      ...(results.test === undefined ? [] : [{ set: 'test', ...results.test }]),
      ...bins.map(({ range, strings, measurements }) => ({ set: range.join(':'), strings, measurements })),
    ];
    const { learningRate, epochs, validationLoss } = training;
    const run = { run: name, coordinates, restart, seed: experiment.seed, learningRate, epochs, validationLoss };
    return sets.flatMap(({ set, strings, measurements }) =>
      Object.entries(measurements).map(([measure, { value, bound, bigram }]) => ({
        ...run,
        set,
        strings,
        measure,
        value,
        bound,
        bigram,
      })),
    );
  });
}

/** Rows as JSON lines. */
export function rowsToJsonLines(rows: readonly ExportRow[]): string {
  return rows.map((row) => `${toJson(row, 0)}\n`).join('');
}

/** Rows as comma-separated values (RFC 4180), with a column for each axis. */
export function rowsToCsv(rows: readonly ExportRow[]): string {
  const axes = [...new Set(rows.flatMap(({ coordinates }) => Object.keys(coordinates)))];
  const fields = [
    'restart',
    'seed',
    'learningRate',
    'epochs',
    'validationLoss',
    'set',
    'strings',
    'measure',
    'value',
    'bound',
    'bigram',
  ] as const;
  const lines = [
    ['run', ...axes, ...fields],
    ...rows.map((row) => [row.run, ...axes.map((axis) => row.coordinates[axis]), ...fields.map((field) => row[field])]),
  ];
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
