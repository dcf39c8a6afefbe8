import { type Contribution, defineEvaluation, type Evaluation } from '@pushdown/core';
import { evaluateBigram, fitBigram } from '../references/bigram.ts';
import { startAggregation } from './aggregation.ts';
import { requireSymbols } from './predictions.ts';
import { type ReportOptions, reportOptions } from './report-options.ts';
import { stringNats } from './string-nats.ts';

/**
 * exp(total nats / total symbols), the ends of the strings included (DuSell & Chiang 2023). `bound` is the perplexity that
 * the distribution of the strings has on the very strings added. `bigram` is expected over equally many strings of every
 * valid length of the range.
 */
export const perplexity: Contribution<'evaluation', ReportOptions, Evaluation> = defineEvaluation({
  name: 'perplexity',
  description: 'exp of the nats per symbol, the ends of strings included',
  source: 'DuSell & Chiang 2023; Das & Mali 2024',
  options: reportOptions,
  create: (options) => ({
    name: 'perplexity',
    start(context) {
      const nats = stringNats('perplexity', context);
      const strings = startAggregation(context, options, Math.exp);
      let symbols = 0;
      let boundNats = 0;
      return {
        add(predictions) {
          for (const string of nats(predictions)) {
            strings.add(string.length, string.model, string.symbols);
            symbols += string.symbols;
            boundNats += string.bound;
          }
        },
        result() {
          requireSymbols('perplexity', symbols);
          const bigram = evaluateBigram(
            fitBigram(context.language, context.trainingRange),
            context.language,
            context.range,
          );
          const bound = Math.exp(boundNats / symbols);
          return { perplexity: { ...strings.measurement(), bound, bigram: bigram.perplexity } };
        },
      };
    },
  }),
});
