import { plateauDecay } from '@pushdown/training';
import { expect, it } from 'vitest';

const decay = { factor: 0.5, patience: 2, threshold: 0.01 };

function rates(scores: readonly number[]): number[] {
  const next = plateauDecay(1, decay);
  return scores.map((score) => next(score));
}

it('keeps the rate while scores improve by more than the threshold', () => {
  expect(rates([10, 9, 8, 7])).toEqual([1, 1, 1, 1]);
});

it('lowers the rate at the third bad epoch in a row when patience is 2, then counts anew', () => {
  expect(rates([10, 10, 10, 10, 10, 10, 10])).toEqual([1, 1, 1, 0.5, 0.5, 0.5, 0.25]);
});

it('counts an improvement smaller than the threshold as bad, against the best score that was enough', () => {
  expect(rates([10, 9.95, 9.92, 9.91])).toEqual([1, 1, 1, 0.5]);
  expect(rates([10, 9.95, 9.89, 9.95, 9.95])).toEqual([1, 1, 1, 1, 1]);
});

it('does not count bad epochs before those it waits for', () => {
  const next = plateauDecay(1, { factor: 0.5, patience: 0, threshold: 0, after: 3 });
  expect([5, 6, 6, 6, 6, 4].map((score) => next(score))).toEqual([1, 1, 1, 0.5, 0.25, 0.25]);
});
