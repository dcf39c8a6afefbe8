import { type Contribution, defineEvaluation, type Evaluation } from '@pushdown/core';
import { z } from 'zod';
import { references } from '../references/references.ts';
import { startNatsTally } from './nats-tally.ts';

/**
 * ln perplexity − ln of the lowest possible perplexity, in nats per symbol (DuSell & Chiang 2023). The value takes the
 * exact −ln p of the strings added, so that it is exact for this set of strings. `bound` is 0. `bigram` is expected over
 * equally many strings of every valid length of the range.
 */
export const crossEntropyDifference: Contribution<'evaluation', Record<string, never>, Evaluation> = defineEvaluation({
  name: 'cross-entropy-difference',
  description: 'nats per symbol above the lowest possible, the ends of strings included',
  source: 'DuSell & Chiang 2023',
  options: z.strictObject({}),
  create: () => ({
    name: 'cross-entropy-difference',
    start(context) {
      const tally = startNatsTally('cross-entropy-difference', context);
      return {
        add: tally.add,
        result() {
          const { model, bound } = tally.crossEntropies();
          const { bigram, lowerBound } = references(context.language, context.range, context.trainingRange);
          return {
            'cross-entropy-difference': {
              value: model - bound,
              bound: 0,
              bigram: bigram.crossEntropy - lowerBound.crossEntropy,
            },
          };
        },
      };
    },
  }),
});
