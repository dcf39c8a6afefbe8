import { expect, it } from 'vitest';
import { spread } from '../src/experiment/data.ts';

it.each([
  [10, 10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  [10, 20, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  [10, 2, [0, 9]],
  [10, 4, [0, 3, 6, 9]],
  [11, 3, [0, 5, 10]],
  [11, 1, [5]],
])('spreads over %i items when %i are wanted', (length, wanted, expected) => {
  expect(
    spread(
      Array.from({ length }, (_, index) => index),
      wanted,
    ),
  ).toEqual(expected);
});
