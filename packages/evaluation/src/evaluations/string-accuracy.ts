import { type Contribution, defineEvaluation, type Evaluation, type EvaluationContext } from '@pushdown/core';
import { evaluateBigram, fitBigram } from '../references/bigram.ts';
import { lengthsIn, symbolsOf } from '../references/lengths.ts';
import { startAggregation } from './aggregation.ts';
import { rightGuesses } from './guesses.ts';
import { requireSymbols, symbolCounter } from './predictions.ts';
import { type ReportOptions, reportOptions } from './report-options.ts';

/**
 * Whole strings: the share of them of which every symbol and the end are guessed right, `string-accuracy`, and how many
 * guesses are wrong in a string, `errors-per-string`. Of a long string few symbols may be hard, and shares of symbols then
 * hardly differ where errors do. The bound of the errors is what a predictor that knows the lengths expects, where the
 * language knows it; `bigram` is expected over equally many strings of every valid length of the range.
 */
export const stringAccuracy: Contribution<'evaluation', ReportOptions, Evaluation> = defineEvaluation({
  name: 'string-accuracy',
  description: 'share of strings guessed right throughout, and wrong guesses in a string, ends included',
  source: 'Joulin & Mikolov 2015',
  options: reportOptions,
  create: (options) => ({
    name: 'string-accuracy',
    start(context) {
      const { language } = context;
      const countSymbols = symbolCounter('string-accuracy', context);
      const whole = startAggregation(context, options);
      const errors = startAggregation(context, options);
      let strings = 0;
      let idealErrors = 0;
      return {
        add(predictions) {
          const symbols = countSymbols(predictions) / predictions.strings.length;
          for (const right of rightGuesses(predictions, language.alphabet.length)) {
            whole.add(predictions.length, right === symbols ? 1 : 0, 1);
            errors.add(predictions.length, symbols - right, 1);
            idealErrors += symbols * (1 - (language.idealAccuracy?.(predictions.length) ?? 0));
            strings++;
          }
        },
        result() {
          requireSymbols('string-accuracy', strings);
          const bound = language.idealAccuracy === undefined ? {} : { bound: idealErrors / strings };
          return {
            'string-accuracy': whole.measurement(),
            'errors-per-string': { ...errors.measurement(), ...bound, bigram: bigramErrors(context) },
          };
        },
      };
    },
  }),
});

/** Wrong guesses that a bigram table expects in a string. */
function bigramErrors({ language, range, trainingRange }: EvaluationContext): number {
  const { accuracy } = evaluateBigram(fitBigram(language, trainingRange), language, range);
  const lengths = lengthsIn(language, range);
  return ((1 - accuracy) * symbolsOf(lengths)) / lengths.length;
}
