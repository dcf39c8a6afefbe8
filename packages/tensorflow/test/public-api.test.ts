import * as tensorflow from '@pushdown/tensorflow';
import { expect, test } from 'vitest';

test('exports exactly this', () => {
  expect(Object.keys(tensorflow).sort()).toEqual([
    'TensorflowError',
    'backendNames',
    'createPredictor',
    'stringsOf',
    'tensorflowExecutor',
    'tensorflowProducts',
  ]);
});
