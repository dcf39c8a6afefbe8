import { type ParameterValues, type RecurrentModel, randomStream } from '@pushdown/core';
import { alphabetSize } from '../models.ts';

/** What every measured step does after its backward pass: clip the norm of the gradient, then Adam. */
export const clipNorm = 5;
export const learningRate = 1e-3;

/** Random strings, the same in every process. */
export function benchmarkStrings(batch: number, length: number): number[][] {
  const random = randomStream(1, 'benchmark');
  return Array.from({ length: batch }, () => Array.from({ length }, () => random.integer(alphabetSize)));
}

/** Initial values, the same in every process. */
export function benchmarkParameters(model: RecurrentModel): ParameterValues {
  return model.initialize(randomStream(1, 'parameters'));
}
