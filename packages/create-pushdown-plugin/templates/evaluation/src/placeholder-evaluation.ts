import { type Contribution, defineEvaluation, type Evaluation } from '@pushdown/core';
import { z } from 'zod';

export interface PlaceholderEvaluationOptions {
  /** Nats from which on a symbol counts as a surprise; 1 by default. */
  readonly threshold?: number | undefined;
}

/** The share of symbols, the ends of strings included, that surprise the model: −ln p above a threshold. */
export const placeholderEvaluation: Contribution<'evaluation', PlaceholderEvaluationOptions, Evaluation> =
  defineEvaluation({
    name: 'placeholder-evaluation',
    description: 'share of symbols that surprise the model',
    options: z.strictObject({ threshold: z.number().positive().default(1) }) as z.ZodType<
      Required<PlaceholderEvaluationOptions>,
      PlaceholderEvaluationOptions
    >,
    create: ({ threshold = 1 }) => ({
      name: 'placeholder-evaluation',
      start() {
        let symbols = 0;
        let surprises = 0;
        return {
          add({ strings, length, nats }) {
            if (strings.length === 0 || nats.length !== (length + 1) * strings.length)
              throw new RangeError(
                `placeholder-evaluation: a batch of ${strings.length} strings has ${nats.length} values`,
              );
            symbols += nats.length;
            surprises += nats.filter((value) => value > threshold).length;
          },
          result() {
            if (symbols === 0) throw new RangeError('placeholder-evaluation: there is nothing to score');
            return { 'placeholder-evaluation': { value: surprises / symbols } };
          },
        };
      },
    }),
  });
