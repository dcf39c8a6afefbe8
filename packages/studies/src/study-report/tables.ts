import type { Measurement } from '@pushdown/core';
import { publishedRow } from '../paper-study/published.ts';
import { formatDifference, formatNumber } from '../report/format.ts';
import type { Table, TableRow } from '../report/report.ts';
import type { Interval } from '../statistics/bootstrap-interval.ts';
import { type Summary, summarizeValues } from '../statistics/paired-comparison.ts';
import { pairsToDetect } from '../statistics/power.ts';
import {
  bestByValidation,
  type FinishedRun,
  filterRuns,
  groupRuns,
  measurementOf,
  type StringSet,
} from '../store/queries.ts';
import { comparedMeasure, comparedMeasureOf, controlComparison, type FreezingComparison } from './comparisons.ts';
import {
  firstExperiment,
  type NamedSet,
  runsOf,
  type StudyContext,
  stringSets,
  subjectAxis,
  subjectsOf,
  testSets,
  valuesOf,
} from './context.ts';
import { growthExponent } from './growth.ts';
import { bestTextTable } from './text-table.ts';

/** One measurement on one set of strings as a column. */
interface Column {
  readonly heading: string;
  readonly measure: string;
  readonly set: StringSet;
}

/** A group of tables is one for each value of the first axis; the other axes label its rows. */
interface Block {
  readonly caption: string;
  readonly labels: readonly string[];
  readonly rows: readonly {
    readonly coordinates: Readonly<Record<string, string>>;
    readonly labels: readonly string[];
    readonly runs: readonly FinishedRun[];
  }[];
}

function blocksOf(context: StudyContext): Block[] {
  const [first = '', ...others] = Object.keys(context.study.axes);
  return valuesOf(context, first).map((value): Block => {
    const groups = groupRuns(filterRuns(context.runs, { [first]: value }), [first, ...others]);
    return {
      caption: value,
      labels: others.length === 0 ? [first] : others.map((axis) => (axis === 'freeze' ? 'frozen' : axis)),
      rows: groups.map(({ coordinates }) => ({
        coordinates,
        labels: (others.length === 0 ? [first] : others).map((axis) => coordinates[axis] ?? ''),
        runs: runsOf(context, coordinates),
      })),
    };
  });
}

/**
 * The layout of the paper's Tables 4 to 7, a table a language: the restart with the best validation loss, and below it what was
 * published, where something was. Of texts one table.
 */
export function bestTables(context: StudyContext): Table[] {
  if (subjectAxis(context) === 'corpus') return [bestTextTable(context)];
  const columns = [
    ...stringSets(context).map(
      ({ set, name }): Column => ({ heading: `${name} perplexity`, measure: 'perplexity', set }),
    ),
    ...testSets(context).map(({ set, name }): Column => ({ heading: `${name} accuracy`, measure: 'accuracy', set })),
  ];
  return blocksOf(context).map(
    ({ caption, labels, rows }): Table => ({
      caption,
      columns: [...labels, 'best of', ...columns.map(({ heading }) => heading)],
      labelColumns: labels.length + 1,
      rows: [
        ...rows.flatMap(({ labels, coordinates, runs }): TableRow[] => {
          const best = bestByValidation(runs);
          const own = columns.map(({ measure, set }) =>
            best === undefined ? 'no run' : formatNumber(measurementOf(best.results, measure, set)?.value),
          );
          const published = publishedRow(coordinates, firstExperiment(context).evaluation?.bins ?? []);
          return [
            { kind: 'result', cells: [...labels, String(runs.length), ...own] },
            ...(published === undefined
              ? []
              : [
                  {
                    kind: 'result' as const,
                    cells: [
                      ...labels.map(() => ''),
                      'published',
                      ...[published.validationPerplexity, ...published.perplexities].map(formatPublished),
                      ...published.accuracies.map(formatPublished),
                    ],
                  },
                ]),
          ];
        }),
        ...referenceRows(
          rows.flatMap(({ runs }) => runs),
          columns,
          labels.length + 1,
        ),
      ],
    }),
  );
}

/** Mean with its 95 % interval and median over restarts, a table a language. */
export function meanTables(context: StudyContext, measure: string, sets: readonly NamedSet[]): Table[] {
  const columns = sets.map(({ set, name }): Column => ({ heading: name, measure, set }));
  return blocksOf(context).map(({ caption, labels, rows }): Table => {
    const references = referenceRows(
      rows.flatMap(({ runs }) => runs),
      columns,
      labels.length + 1,
    );
    return {
      caption: `${caption}: ${measure}`,
      columns: [
        ...labels,
        'restarts',
        ...columns.flatMap(({ heading }) => [`${heading} mean [95 %]`, `${heading} median`]),
      ],
      labelColumns: labels.length + 1,
      rows: [
        ...rows.map(
          ({ labels, runs }): TableRow => ({
            kind: 'result',
            cells: [
              ...labels,
              String(runs.length),
              ...columns.flatMap(({ set }) => {
                const summary = summaryOf(runs, measure, set, labels.join('/'));
                return summary === undefined ? ['no run', ''] : [formatSummary(summary), formatNumber(summary.median)];
              }),
            ],
          }),
        ),
        // A reference has no restarts: one number stands for both columns.
        ...references.map(
          ({ kind, cells }): TableRow => ({
            kind,
            cells: [
              ...cells.slice(0, labels.length + 1),
              ...cells.slice(labels.length + 1).flatMap((cell) => [cell, cell]),
            ],
          }),
        ),
      ],
    };
  });
}

/** Freezing modes beside full training, a table a language. */
export function comparisonTables(context: StudyContext, comparisons: readonly FreezingComparison[]): Table[] {
  return subjectsOf(context).map(
    (language): Table => ({
      caption: `${language}: frozen minus fully trained, nats per symbol`,
      columns: [
        'model',
        'frozen',
        'strings',
        'pairs',
        'difference [95 %]',
        'p',
        'p (Holm)',
        'A/A difference [95 %]',
        'pairs needed',
        'lower bound minus full',
        'bigram minus full',
      ],
      labelColumns: 3,
      rows: stringSets(context).flatMap(({ set, name }) =>
        comparisons
          .filter((found) => found.language === language && found.set === set)
          .map((found): TableRow => comparisonRow(context, found, name)),
      ),
    }),
  );
}

function comparisonRow(context: StudyContext, found: FreezingComparison, name: string): TableRow {
  const { language, model, freeze, set, difference, corrected } = found;
  const full = runsOf(context, { [subjectAxis(context)]: language, model, freeze: 'none' });
  const measure = comparedMeasureOf(context);
  const references = full
    .map(({ results }) => measurementOf(results, measure, set))
    .filter((value) => value !== undefined);
  const level = summaryOf(full, measure, set, `${model}/none`)?.mean ?? Number.NaN;
  const control = controlComparison(context, language, set);
  return {
    kind: 'result',
    cells: [
      model,
      freeze,
      name,
      String(difference.count),
      formatDifferenceWithInterval(difference.mean, difference.interval),
      formatP(difference.test.pValue),
      formatP(corrected),
      control === undefined ? '–' : formatDifferenceWithInterval(control.mean, control.interval),
      formatPairs(pairsToDetect(difference.mean, difference.deviation)),
      formatDifference((references[0]?.bound ?? Number.NaN) - level),
      formatDifference((references[0]?.bigram ?? Number.NaN) - level),
    ],
  };
}

/** The control by language and set: how far the same training is from itself. */
export function controlTable(context: StudyContext): Table {
  return {
    caption: 'A/A: an LSTM with "frozen memory" minus the same without, nats per symbol',
    columns: [subjectAxis(context), 'strings', 'pairs', 'difference [95 %]', 'deviation of a pair', 'p'],
    labelColumns: 2,
    rows: subjectsOf(context).flatMap((language) =>
      stringSets(context).flatMap(({ set, name }): TableRow[] => {
        const control = controlComparison(context, language, set);
        if (control === undefined) return [];
        const { count, mean, interval, deviation, test } = control;
        return [
          {
            kind: 'result',
            cells: [
              language,
              name,
              String(count),
              formatDifferenceWithInterval(mean, interval),
              formatNumber(deviation),
              formatP(test.pValue),
            ],
          },
        ];
      }),
    ),
  };
}

/** Exponents of growth of the loss of a string with its length, a table a language. */
export function growthTables(context: StudyContext): Table[] {
  return blocksOf(context).map(
    ({ caption, labels, rows }): Table => ({
      caption: `${caption}: exponent of growth of a string's loss above the bound, beyond the lengths of training`,
      columns: [...labels, 'restarts', 'mean [95 %]', 'median'],
      labelColumns: labels.length,
      rows: [
        ...rows.map(({ labels, runs }): TableRow => {
          const exponents = runs.map(growthExponent).filter((value) => value !== undefined);
          if (exponents.length === 0) return { kind: 'result', cells: [...labels, '0', '–', '–'] };
          const summary = summarizeValues(exponents, `growth/${caption}/${labels.join('/')}`);
          return {
            kind: 'result',
            cells: [...labels, String(summary.count), formatSummary(summary), formatNumber(summary.median)],
          };
        }),
        { kind: 'reference', cells: ['lower bound', ...labels.slice(1).map(() => ''), '', '–', '–'] },
        {
          kind: 'reference',
          cells: [
            'bigram',
            ...labels.slice(1).map(() => ''),
            '',
            ...Array(2).fill(formatNumber(bigramExponent(rows.flatMap(({ runs }) => runs)))),
          ],
        },
      ],
    }),
  );
}

/** Of the last two bins, whose lengths are beyond those of training, by their middles. */
function bigramExponent(runs: readonly FinishedRun[]): number | undefined {
  const [before, last] = (runs[0]?.results.bins ?? []).slice(-2).map(({ range, measurements }) => {
    const length = (range[0] + range[1]) / 2;
    return { length, loss: (measurements[comparedMeasure]?.bigram ?? Number.NaN) * (length + 1) };
  });
  if (before === undefined || last === undefined) return undefined;
  return Math.log(last.loss / before.loss) / Math.log(last.length / before.length);
}

function summaryOf(runs: readonly FinishedRun[], measure: string, set: StringSet, name: string): Summary | undefined {
  const values = runs
    .map(({ results }) => measurementOf(results, measure, set)?.value)
    .filter((value) => value !== undefined);
  return values.length === 0 ? undefined : summarizeValues(values, `${measure}/${set}/${name}`);
}

function referenceRows(runs: readonly FinishedRun[], columns: readonly Column[], labels: number): TableRow[] {
  const row = (name: string, pick: (measurement: Measurement) => number | undefined): TableRow => ({
    kind: 'reference',
    cells: [
      name,
      ...Array<string>(labels - 1).fill(''),
      ...columns.map(({ measure, set }) => {
        const found = runs
          .map(({ results }) => measurementOf(results, measure, set))
          .find((value) => value !== undefined);
        return formatNumber(found && pick(found));
      }),
    ],
  });
  return [row('lower bound', ({ bound }) => bound), row('bigram', ({ bigram }) => bigram)];
}

/** Published numbers have two decimals. */
function formatPublished(value: number): string {
  return value >= 1000 ? value.toFixed(0) : value.toFixed(2);
}

function formatSummary({ mean, interval }: Summary): string {
  return `${formatNumber(mean)}${formatInterval(interval, formatNumber)}`;
}

export function formatDifferenceWithInterval(mean: number, interval: Interval | undefined): string {
  return `${formatDifference(mean)}${formatInterval(interval, formatDifference)}`;
}

/** Nothing where the interval says nothing. */
function formatInterval(interval: Interval | undefined, format: (value: number) => string): string {
  if (interval === undefined || !Number.isFinite(interval.low) || !Number.isFinite(interval.high)) return '';
  return ` [${format(interval.low)}, ${format(interval.high)}]`;
}

function formatP(value: number): string {
  return value < 0.001 ? '<0.001' : value.toFixed(3);
}

function formatPairs(pairs: number): string {
  if (Number.isNaN(pairs)) return '–';
  return pairs > 999 ? '>999' : String(pairs);
}
