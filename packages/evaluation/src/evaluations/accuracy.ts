import { type Contribution, defineEvaluation, type Evaluation, type Predictions } from '@pushdown/core';
import { z } from 'zod';
import { evaluateBigram, fitBigram } from '../references/bigram.ts';
import { requireSymbols, symbolCounter } from './predictions.ts';

/**
 * Share of symbols that the model guesses, its guess being the most probable symbol, the ends of the strings included
 * (DuSell & Chiang 2023). `bound` is the expected share of a predictor that knows the lengths, weighted by the symbols
 * added of each length; absent where the language does not know it. `bigram` is expected over equally many strings of
 * every valid length of the range.
 */
export const accuracy: Contribution<'evaluation', Record<string, never>, Evaluation> = defineEvaluation({
  name: 'accuracy',
  description: 'share of symbols guessed right, the ends of strings included',
  source: 'DuSell & Chiang 2023; Das & Mali 2024',
  options: z.strictObject({}),
  create: () => ({
    name: 'accuracy',
    start(context) {
      const { language, range, trainingRange } = context;
      const countSymbols = symbolCounter('accuracy', context);
      let symbols = 0;
      let right = 0;
      let idealRight = 0;
      return {
        add(predictions) {
          const added = countSymbols(predictions);
          symbols += added;
          right += countRight(predictions, language.alphabet.length);
          idealRight += added * (language.idealAccuracy?.(predictions.length) ?? 0);
        },
        result() {
          requireSymbols('accuracy', symbols);
          const bound = language.idealAccuracy === undefined ? {} : { bound: idealRight / symbols };
          const bigram = evaluateBigram(fitBigram(language, trainingRange), language, range);
          return { accuracy: { value: right / symbols, ...bound, bigram: bigram.accuracy } };
        },
      };
    },
  }),
});

function countRight({ strings, predicted }: Predictions, end: number): number {
  return predicted.reduce((right, guess, index) => {
    const position = Math.floor(index / strings.length);
    const target = strings[index % strings.length]![position] ?? end;
    return guess === target ? right + 1 : right;
  }, 0);
}
