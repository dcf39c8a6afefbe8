import { type Contribution, defineEvaluation, type Evaluation } from '@pushdown/core';
import { z } from 'zod';
import { evaluateBigram, fitBigram } from '../references/bigram.ts';
import { startNatsTally } from './nats-tally.ts';

/**
 * exp(total nats / total symbols), the ends of the strings included (DuSell & Chiang 2023). `bound` is the perplexity that
 * the distribution of the strings has on the very strings added. `bigram` is expected over equally many strings of every
 * valid length of the range.
 */
export const perplexity: Contribution<'evaluation', Record<string, never>, Evaluation> = defineEvaluation({
  name: 'perplexity',
  description: 'exp of the nats per symbol, the ends of strings included',
  source: 'DuSell & Chiang 2023; Das & Mali 2024',
  options: z.strictObject({}),
  create: () => ({
    name: 'perplexity',
    start(context) {
      const tally = startNatsTally('perplexity', context);
      return {
        add: tally.add,
        result() {
          const { model, bound } = tally.crossEntropies();
          const bigram = evaluateBigram(
            fitBigram(context.language, context.trainingRange),
            context.language,
            context.range,
          );
          return { perplexity: { value: Math.exp(model), bound: Math.exp(bound), bigram: bigram.perplexity } };
        },
      };
    },
  }),
});
