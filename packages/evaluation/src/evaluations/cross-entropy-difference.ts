import { type Contribution, defineEvaluation, type Evaluation } from '@pushdown/core';
import { references } from '../references/references.ts';
import { startAggregation } from './aggregation.ts';
import { requireSymbols } from './predictions.ts';
import { type ReportOptions, reportOptions } from './report-options.ts';
import { stringNats } from './string-nats.ts';

/**
 * ln perplexity − ln of the lowest possible perplexity, in nats per symbol (DuSell & Chiang 2023). The value takes the
 * exact −ln p of the strings added, so that it is exact for this set of strings. `bound` is 0. `bigram` is expected over
 * equally many strings of every valid length of the range.
 */
export const crossEntropyDifference: Contribution<'evaluation', ReportOptions, Evaluation> = defineEvaluation({
  name: 'cross-entropy-difference',
  description: 'nats per symbol above the lowest possible, the ends of strings included',
  source: 'DuSell & Chiang 2023',
  options: reportOptions,
  create: (options) => ({
    name: 'cross-entropy-difference',
    start(context) {
      const nats = stringNats('cross-entropy-difference', context);
      const strings = startAggregation(context, options);
      let symbols = 0;
      return {
        add(predictions) {
          for (const string of nats(predictions)) {
            strings.add(string.length, string.model - string.bound, string.symbols);
            symbols += string.symbols;
          }
        },
        result() {
          requireSymbols('cross-entropy-difference', symbols);
          const { bigram, lowerBound } = references(context.language, context.range, context.trainingRange);
          return {
            'cross-entropy-difference': {
              ...strings.measurement(),
              bound: 0,
              bigram: bigram.crossEntropy - lowerBound.crossEntropy,
            },
          };
        },
      };
    },
  }),
});
