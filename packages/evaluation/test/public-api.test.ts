import { createLab } from '@pushdown/core';
import * as evaluation from '@pushdown/evaluation';
import { expect, it } from 'vitest';

it('exposes the public api', () => {
  expect(Object.keys(evaluation).sort()).toEqual([
    'EvaluationError',
    'accuracy',
    'crossEntropyDifference',
    'default',
    'defaultSampling',
    'evaluateBigram',
    'evaluateNgram',
    'fitBigram',
    'fitNgram',
    'idealAccuracy',
    'kHotAccuracy',
    'lowerBound',
    'perplexity',
    'recognitionAccuracy',
    'references',
    'stringAccuracy',
  ]);
});

it('is a plugin that contributes its evaluations', () => {
  const lab = createLab({ plugins: [evaluation.default] });
  const names = lab.list('evaluation').map(({ contributionName }) => contributionName);
  expect(names).toEqual([
    'accuracy',
    'cross-entropy-difference',
    'k-hot-accuracy',
    'perplexity',
    'recognition-accuracy',
    'string-accuracy',
  ]);
  expect(lab.list()).toHaveLength(6);
  for (const name of names) expect(lab.create('evaluation', name).name).toBe(name);
});
