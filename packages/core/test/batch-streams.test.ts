import { batchesOf } from '@pushdown/core';
import { describe, expect, test } from 'vitest';

describe('batchesOf', () => {
  const strings = [[0], [], [1, 0], [1], [0, 0]];

  test.each([
    [1, [1, 1, 1, 1, 1]],
    [2, [2, 2, 1]],
    [5, [5]],
    [9, [5]],
  ])('of %i keep order and strings, the last one with what is left', (size, sizes) => {
    const batches = batchesOf(strings, size);
    expect(batches.map(({ length }) => length)).toEqual(sizes);
    expect(batches.flat()).toEqual(strings);
  });

  test('of no strings are none', () => {
    expect(batchesOf([], 3)).toEqual([]);
  });

  test.each([0, -1, 1.5, Number.NaN])('of the size %s are refused', (size) => {
    expect(() => batchesOf(strings, size)).toThrow(
      new RangeError(`the size of a batch is a whole number of at least 1, not ${size}`),
    );
  });
});
