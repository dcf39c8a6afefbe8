import { publishedPerplexity } from '../language-modeling/published.ts';
import { formatNumber } from '../report/format.ts';
import type { Table, TableRow } from '../report/report.ts';
import { bestByValidation, groupRuns, measurementOf } from '../store/queries.ts';
import { runsOf, type StudyContext } from './context.ts';

/** Perplexities of the best restart of every cell, beside what Das & Mali (2024) published. */
export function bestTextTable(context: StudyContext): Table {
  const axes = Object.keys(context.study.axes);
  return {
    caption: 'Perplexity',
    columns: [
      ...axes.map((axis) => (axis === 'freeze' ? 'frozen' : axis)),
      'best of',
      'validation',
      'test',
      'published test',
    ],
    labelColumns: axes.length + 1,
    rows: groupRuns(context.runs, axes).map(({ coordinates }): TableRow => {
      const runs = runsOf(context, coordinates);
      const best = bestByValidation(runs);
      const value = (set: 'validation' | 'test'): string =>
        best === undefined ? 'no run' : formatNumber(measurementOf(best.results, 'perplexity', set)?.value);
      const published = publishedPerplexity(coordinates);
      return {
        kind: 'result',
        cells: [
          ...axes.map((axis) => coordinates[axis] ?? ''),
          String(runs.length),
          value('validation'),
          value('test'),
          published === undefined ? '–' : published.toFixed(1),
        ],
      };
    }),
  };
}
