import { type Contribution, defineEvaluation, type Evaluation } from '@pushdown/core';
import { evaluateBigram, fitBigram } from '../references/bigram.ts';
import { startAggregation } from './aggregation.ts';
import { rightGuesses } from './guesses.ts';
import { requireSymbols, symbolCounter } from './predictions.ts';
import { type ReportOptions, reportOptions } from './report-options.ts';

/**
 * Share of symbols that the model guesses, its guess being the most probable symbol, the ends of the strings included
 * (DuSell & Chiang 2023). `bound` is the expected share of a predictor that knows the lengths, weighted by the symbols
 * added of each length; absent where the language does not know it. `bigram` is expected over equally many strings of
 * every valid length of the range.
 */
export const accuracy: Contribution<'evaluation', ReportOptions, Evaluation> = defineEvaluation({
  name: 'accuracy',
  description: 'share of symbols guessed right, the ends of strings included',
  source: 'DuSell & Chiang 2023; Das & Mali 2024',
  options: reportOptions,
  create: (options) => ({
    name: 'accuracy',
    start(context) {
      const { language, range, trainingRange } = context;
      const countSymbols = symbolCounter('accuracy', context);
      const strings = startAggregation(context, options);
      let symbols = 0;
      let idealRight = 0;
      return {
        add(predictions) {
          const added = countSymbols(predictions);
          symbols += added;
          for (const right of rightGuesses(predictions, language.alphabet.length))
            strings.add(predictions.length, right, predictions.length + 1);
          idealRight += added * (language.idealAccuracy?.(predictions.length) ?? 0);
        },
        result() {
          requireSymbols('accuracy', symbols);
          const bound = language.idealAccuracy === undefined ? {} : { bound: idealRight / symbols };
          const bigram = evaluateBigram(fitBigram(language, trainingRange), language, range);
          return { accuracy: { ...strings.measurement(), ...bound, bigram: bigram.accuracy } };
        },
      };
    },
  }),
});
