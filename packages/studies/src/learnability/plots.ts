import type { Measurement } from '@pushdown/core';
import type { RunResults } from '../experiment/results.ts';
import { formatRange } from '../report/format.ts';
import { linePlot, type PlotSeries } from '../report/plot.ts';
import type { Figure } from '../report/report.ts';
import { freezingModes } from './experiments.ts';
import { type LearnabilityOutcome, resultsOf } from './outcome.ts';

const measure = 'cross-entropy-difference';

/** One panel for each language and model: the cross-entropy difference of every freezing mode, by bin. */
export function learnabilityFigures(outcome: LearnabilityOutcome): Figure[] {
  const runs = outcome.runs.filter(({ restart }) => !restart);
  const languages = [...new Set(runs.map(({ language }) => language))];
  return languages.flatMap((language) => {
    const ofLanguage = runs.filter((run) => run.language === language);
    const all = ofLanguage.map(resultsOf).filter((results) => results !== undefined);
    const first = all[0];
    if (first === undefined) return [];
    const shown = all.flatMap(measurements).flatMap((found) => [found?.value, found?.bigram]);
    // Panels of a language share their axis, so that models can be compared by eye.
    const maximum = niceCeiling(Math.max(0, ...shown.filter((value) => value !== undefined).filter(Number.isFinite)));
    const models = [...new Set(ofLanguage.map(({ model }) => model))].reverse();
    return models.map((model): Figure => {
      const series = freezingModes.flatMap(({ strategy, letters }): PlotSeries[] => {
        const results = resultsOf(ofLanguage.find((run) => run.model === model && run.mode === strategy));
        const name = letters === strategy ? strategy : `${strategy} (${letters})`;
        return results === undefined ? [] : [{ name, values: measurements(results).map((found) => found?.value) }];
      });
      return {
        name: `${language}_${model}`.replace(/[^\w-]+/g, '-'),
        description: `Cross-entropy difference of ${model} on ${language} by test lengths, one line for each freezing mode, with the bigram predictor and the lower bound. The numbers are in the table above.`,
        svg: linePlot({
          title: `${language}: ${model}`,
          categories: ['validation', ...first.bins.map(({ range }) => formatRange(range))],
          valueName: 'nats per symbol above the lower bound',
          maximum,
          series,
          references: [
            { name: 'bigram', values: measurements(first).map((found) => found?.bigram) },
            { name: 'lower bound', values: measurements(first).map((found) => found?.bound) },
          ],
        }),
      };
    });
  });
}

function measurements({ validation, bins }: RunResults): (Measurement | undefined)[] {
  return [validation, ...bins].map(({ measurements }) => measurements[measure]);
}

/** The next round number, for the end of an axis. */
function niceCeiling(value: number): number | undefined {
  if (value <= 0) return undefined;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].map((factor) => factor * power).find((candidate) => candidate >= value);
}
