import type { Measurement } from '@pushdown/core';
import { modelName, referenceName } from '../experiment/schema.ts';
import { precisionBlocks } from '../precision/report.ts';
import { formatNumber, formatRange } from '../report/format.ts';
import { linePlot, type PlotSeries } from '../report/plot.ts';
import type { Block, Figure, Report, Table } from '../report/report.ts';
import { stabilityBlocks } from '../stability/report.ts';
import type { EvaluationResult } from './evaluate-run.ts';

/** What a trained model reaches, as a report. */
export function evaluationReport(result: EvaluationResult): Report {
  const { experiment } = result;
  return {
    title: `${result.name}: evaluation`,
    blocks: [
      {
        kind: 'list',
        items: [
          `language ${referenceName(experiment.language)}, model ${modelName(experiment.model)}, frozen: ${referenceName(experiment.freeze)}, seed ${experiment.seed}`,
          `trained on lengths ${formatRange(experiment.training.lengths)}; evaluated on ${result.stringsPerLength} strings of each of ${result.lengths.length} lengths in ${formatRange([result.range.min, result.range.max])}`,
          `engine ${result.engine}`,
        ],
      },
      { kind: 'heading', text: 'By range of lengths' },
      {
        kind: 'paragraph',
        text: 'The value is that of all symbols together, in which long strings count for more; mean, median and clipped mean are over single strings. In the clipped mean the lowest and the highest 5 % of the strings count as the next ones inward.',
      },
      ...measureTables(result).map((table): Block => ({ kind: 'table', table })),
      { kind: 'heading', text: 'By length' },
      { kind: 'figures', figures: lengthFigures(result) },
      ...(result.stability === undefined ? [] : stabilityBlocks(result.name, result.stability)),
      ...(result.precision === undefined ? [] : precisionBlocks(result.name, result.precision)),
    ],
  };
}

/** One table a measure, a row for each range of lengths. */
export function measureTables({ bins, measurements }: EvaluationResult): Table[] {
  return Object.keys(measurements).map((measure) => ({
    caption: measure,
    columns: ['lengths', 'strings', 'value', 'mean', 'median', 'clipped mean', 'bound', 'bigram'],
    labelColumns: 1,
    rows: bins.map(({ range, strings, measurements: found }) => {
      const { value, spread, bound, bigram } = found[measure] as Measurement;
      return {
        kind: 'result',
        cells: [
          formatRange([range.min, range.max]),
          String(strings),
          ...[value, spread?.mean, spread?.median, spread?.clippedMean, bound, bigram].map(formatNumber),
        ],
      };
    }),
  }));
}

function lengthFigures(result: EvaluationResult): Figure[] {
  return Object.entries(result.measurements).flatMap(([measure, { byLength }]) => {
    if (byLength === undefined) return [];
    const bigram = bigramOf(measure, result);
    return [
      {
        name: `by-length-${measure}`,
        description: `${measure} of ${result.name} by length, of all symbols together and as the median of the strings.`,
        svg: linePlot({
          title: `${result.name}: ${measure}`,
          categories: byLength.map(({ length }) => String(length)),
          categoryName: 'length',
          valueName: measure,
          series: [
            { name: 'all together', values: byLength.map(({ value }) => value) },
            { name: 'median', values: byLength.map(({ median }) => median) },
          ],
          references: bigram === undefined ? [] : [bigram],
        }),
      },
    ];
  });
}

/** The bigram line of a measure, where it is known for every length. */
function bigramOf(measure: string, { bigram }: EvaluationResult): PlotSeries | undefined {
  if (bigram === undefined) return undefined;
  if (measure === 'perplexity')
    return { name: 'bigram', values: bigram.map(({ crossEntropy }) => Math.exp(crossEntropy)) };
  return measure === 'accuracy' ? { name: 'bigram', values: bigram.map(({ accuracy }) => accuracy) } : undefined;
}
