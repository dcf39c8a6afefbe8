import { definePlugin, type Plugin } from '@pushdown/core';
import { accuracy } from './evaluations/accuracy.ts';
import { crossEntropyDifference } from './evaluations/cross-entropy-difference.ts';
import { kHotAccuracy } from './evaluations/k-hot-accuracy.ts';
import { perplexity } from './evaluations/perplexity.ts';
import { recognitionAccuracy } from './evaluations/recognition-accuracy.ts';
import { stringAccuracy } from './evaluations/string-accuracy.ts';

export { EvaluationError } from './errors.ts';
export type { ReportOptions } from './evaluations/report-options.ts';
export { type BigramScore, type BigramTable, evaluateBigram, fitBigram } from './references/bigram.ts';
export { idealAccuracy } from './references/ideal-accuracy.ts';
export { type LowerBound, lowerBound } from './references/lower-bound.ts';
export { evaluateNgram, fitNgram, type NgramScore, type NgramTable } from './references/ngram.ts';
export { type References, references } from './references/references.ts';
export { defaultSampling, type SamplingPlan } from './references/sampling.ts';
export { accuracy, crossEntropyDifference, kHotAccuracy, perplexity, recognitionAccuracy, stringAccuracy };

/** Every evaluation of this package, for `createLab`. */
const plugin: Plugin = definePlugin({
  name: '@pushdown/evaluation',
  apiVersion: 1,
  contributions: [perplexity, crossEntropyDifference, accuracy, stringAccuracy, recognitionAccuracy, kHotAccuracy],
});

export default plugin;
