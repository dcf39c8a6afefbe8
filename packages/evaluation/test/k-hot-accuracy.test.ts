import type { SetPredictions } from '@pushdown/core';
import { EvaluationError, kHotAccuracy } from '@pushdown/evaluation';
import { describe, expect, it } from 'vitest';
import { exactLiteralLanguage, example } from './literal-language.ts';

const range = { min: 1, max: 3 };
const context = { language: exactLiteralLanguage(example), range, trainingRange: range };

/** What only matters here: where sets are right, by position and then string. */
function predictions(
  strings: readonly (readonly number[])[],
  positions: number,
  right: readonly number[],
): SetPredictions {
  return {
    strings,
    positions,
    outputSize: 3,
    losses: new Float64Array(right.length),
    admitted: new Float64Array(3 * right.length),
    right: Float64Array.from(right),
  };
}

function score(...batches: readonly SetPredictions[]) {
  const session = kHotAccuracy().startSets(context);
  for (const batch of batches) session.add(batch);
  const { 'k-hot-accuracy': positions, 'k-hot-string-accuracy': strings } = session.result();
  expect([positions?.bound, strings?.bound]).toEqual([1, 1]);
  return [positions?.value, strings?.value];
}

describe('k-hot accuracy', () => {
  it('is the share of right positions, and of strings that are right throughout', () => {
    expect(score(predictions([[0], [1]], 2, [1, 1, 1, 0]))).toEqual([3 / 4, 1 / 2]);
  });

  it('adds batches up, and leaves out what comes after the end of a string', () => {
    // Three positions: the first string has two, the second has three.
    const mixed = predictions([[0], [1, 0]], 3, [1, 1, 1, 0, 0, 1]);
    expect(score(mixed, predictions([[0]], 2, [1, 1]))).toEqual([6 / 7, 2 / 3]);
  });

  it('takes models without a position before the first symbol', () => {
    expect(score(predictions([[0], [1, 0]], 2, [1, 1, 0, 0]))).toEqual([2 / 3, 1 / 2]);
  });

  it.each<[string, SetPredictions, string]>([
    ['no strings', predictions([], 1, []), 'needs at least one string'],
    ['too many positions', predictions([[0]], 3, [1, 1, 1]), 'a string of 1 symbols cannot have 3 positions'],
    ['too few values', predictions([[0]], 2, [1]), '"right" has 1 values; 1 strings of 2 positions need 2'],
  ])('refuses %s', (_name, batch, message) => {
    expect(() => score(batch)).toThrow(EvaluationError);
    expect(() => score(batch)).toThrow(message);
  });

  it('of nothing is an error', () => {
    expect(() => score()).toThrow('there is nothing to score');
  });
});
