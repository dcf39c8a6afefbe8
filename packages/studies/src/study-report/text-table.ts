import { publishedPerplexity } from '../language-modeling/published.ts';
import { formatNumber } from '../report/format.ts';
import type { Table, TableRow } from '../report/report.ts';
import { bestByValidation, groupRuns, measurementOf } from '../store/queries.ts';
import { runsOf, type StudyContext, subjectAxis, subjectsOf } from './context.ts';

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
    rows: [
      ...groupRuns(context.runs, axes).map((group) => resultRow(context, axes, group.coordinates)),
      ...subjectsOf(context).flatMap((corpus) => bigramRow(context, axes, corpus)),
    ],
  };
}

function resultRow(
  context: StudyContext,
  axes: readonly string[],
  coordinates: Readonly<Record<string, string>>,
): TableRow {
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
}

/** What a table of symbol pairs reaches on the texts of a corpus; nothing before a run is finished. */
function bigramRow(context: StudyContext, axes: readonly string[], corpus: string): TableRow[] {
  const [run] = runsOf(context, { [subjectAxis(context)]: corpus });
  if (run === undefined) return [];
  const value = (set: 'validation' | 'test'): string =>
    formatNumber(measurementOf(run.results, 'perplexity', set)?.bigram);
  const others = axes.slice(1).map((_, index) => (index === 0 ? 'bigram' : ''));
  return [{ kind: 'reference', cells: [corpus, ...others, '', value('validation'), value('test'), ''] }];
}
