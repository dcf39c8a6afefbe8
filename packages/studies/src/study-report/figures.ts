import { freezingModes } from '../paper-study/models.ts';
import type { Figure } from '../report/report.ts';
import { summarizeValues } from '../statistics/paired-comparison.ts';
import type { FinishedRun } from '../store/queries.ts';
import { comparedMeasure } from './comparisons.ts';
import { runsOf, type StudyContext, valuesOf } from './context.ts';
import { lengthPoints } from './growth.ts';
import { type IntervalPoint, type IntervalSeries, intervalPlot } from './interval-plot.ts';

/** One picture for each language and model: loss above the lower bound by length, a line for each freezing mode. */
export function lengthFigures(context: StudyContext): Figure[] {
  return valuesOf(context, 'language').flatMap((language) => {
    const panels = valuesOf(context, 'model').map((model) => ({
      model,
      series: modesOf(context).map(
        ({ strategy, name }): IntervalSeries => ({
          name,
          points: pointsOf(runsOf(context, { language, model, freeze: strategy }), `${language}/${model}/${strategy}`),
        }),
      ),
      bigram: bigramPoints(runsOf(context, { language, model })),
    }));
    const highest = Math.max(
      ...panels.flatMap(({ bigram }) => bigram.map(({ value }) => value)),
      ...panels
        .flatMap(({ series }) => series.flatMap(({ points }) => points.map(({ value }) => value)))
        .filter(Number.isFinite),
    );
    return panels.flatMap(({ model, series, bigram }): Figure[] => {
      const drawn = series.filter(({ points }) => points.length > 0);
      if (drawn.length === 0) return [];
      return [
        {
          name: `${language}_${model}`.replace(/[^\w.-]+/g, '-'),
          description: `Mean cross-entropy difference of ${model} on ${language} by length, with 95 % intervals, one line for each freezing mode, and the bigram predictor. The lower bound is 0.`,
          svg: intervalPlot({
            title: `${language}: ${model}`,
            xName: 'length',
            yName: 'nats per symbol above the lower bound',
            series: drawn,
            references: [{ name: 'bigram', points: bigram }],
            // Panels of a language share their axis, so that models can be compared by eye.
            maximum: niceCeiling(highest),
          }),
        },
      ];
    });
  });
}

function modesOf(context: StudyContext): { strategy: string; name: string }[] {
  return valuesOf(context, 'freeze').map((strategy) => {
    const letters = freezingModes.find((mode) => mode.strategy === strategy)?.letters ?? strategy;
    return { strategy, name: letters === strategy ? strategy : `${strategy} (${letters})` };
  });
}

function pointsOf(runs: readonly FinishedRun[], name: string): IntervalPoint[] {
  const byLength = new Map<number, number[]>();
  for (const run of runs)
    for (const { length, value } of lengthPoints(run, comparedMeasure))
      byLength.set(length, [...(byLength.get(length) ?? []), value]);
  return [...byLength].map(([x, values]) => {
    const { mean, interval } = summarizeValues(values, `${name}/${x}`);
    return { x, value: mean, interval };
  });
}

/** The bigram predictor at the middle of each bin, where alone it is known. */
function bigramPoints(runs: readonly FinishedRun[]): IntervalPoint[] {
  return (runs[0]?.results.bins ?? []).flatMap(({ range, measurements }) => {
    const value = measurements[comparedMeasure]?.bigram;
    return value === undefined ? [] : [{ x: (range[0] + range[1]) / 2, value }];
  });
}

/** The next round number, for the end of an axis. */
function niceCeiling(value: number): number | undefined {
  if (!(value > 0) || !Number.isFinite(value)) return undefined;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((factor) => factor * power).find((candidate) => candidate >= value);
}
