import * as testing from '@pushdown/plugin-testing';
import { expect, it } from 'vitest';

it('exposes the public api', () => {
  expect(Object.keys(testing).sort()).toEqual([
    'ConformanceError',
    'checkLanguage',
    'controllerConformance',
    'corpusConformance',
    'engineConformance',
    'evaluationConformance',
    'freezeStrategyConformance',
    'languageConformance',
    'memoryConformance',
    'optimizerConformance',
    'transductionConformance',
  ]);
});
