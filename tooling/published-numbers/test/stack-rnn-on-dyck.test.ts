import { expect, it } from 'vitest';
import { stackRnnOnDyck } from '../src/stack-rnn-on-dyck.ts';

/** Far from the published 5000 strings, but enough to see that it learns, and that a seed says everything. */
const small = { trainingStrings: 100, testStrings: 5, epochs: 1 };

it('trains a Stack-RNN on Dyck-2, the same one with the same seed', () => {
  const result = stackRnnOnDyck(1, small);
  expect(result).toEqual(stackRnnOnDyck(1, small));
  expect(result.training).toBeGreaterThan(0);
  expect(result.test).toBeLessThanOrEqual(1);
});
