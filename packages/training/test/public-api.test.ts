import * as training from '@pushdown/training';
import { expect, it } from 'vitest';

it('exposes the public api', () => {
  expect(Object.keys(training).sort()).toEqual([
    'NonFiniteError',
    'TrainingError',
    'adam',
    'adamw',
    'countUnits',
    'default',
    'frozenParts',
    'plateauDecay',
    'rateFactor',
    'rmsprop',
    'sampleBatches',
    'sgd',
    'stepsOf',
    'testBatches',
    'train',
    'updateOf',
    'updateWithFrozenEntries',
    'validate',
  ]);
});
