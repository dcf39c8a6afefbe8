import evaluation from '@pushdown/evaluation';
import { type EvaluationConformanceOptions, evaluationConformance } from '@pushdown/plugin-testing';
import { describe, it } from 'vitest';
import { type Case, casesOf } from './cases.ts';

type EvaluationCase = Case & Pick<EvaluationConformanceOptions, 'lengths' | 'skip'>;

const cases: readonly EvaluationCase[] = [{}, { options: { byLength: true } }];
// No string differs from the empty one in a symbol.
const comparing = {
  lengths: [2, 4, 6],
  skip: [{ rule: 'order', reason: 'what strings are compared with is drawn in the order in which they come' }],
};
const table: Readonly<Record<string, readonly EvaluationCase[]>> = {
  accuracy: cases,
  'cross-entropy-difference': cases,
  'k-hot-accuracy': cases,
  perplexity: cases,
  'recognition-accuracy': cases.map((one) => ({ ...one, ...comparing })),
  'string-accuracy': cases,
};

for (const one of casesOf('evaluation', evaluation, table)) evaluationConformance(one).register({ describe, it });
