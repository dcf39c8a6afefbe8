import { randomStream } from '@pushdown/core';
import { expect, it } from 'vitest';
import { unitsOf } from '../src/loop/material.ts';

const batches = [3, 4, 5, 6, 7, 8].map((length) => [Array.from({ length }, () => 0), [0]]);
const lengths = (epochs: number, seed = 1): number[] =>
  unitsOf(batches, randomStream(seed, 'shuffle'), { from: 4, perEpoch: 1.5 }, epochs).map((unit) =>
    Math.max(...(unit as number[][]).map(({ length }) => length)),
  );

it('allows longer strings epoch by epoch, in as many steps', () => {
  // Limits 4, 5.5, 7 and then above all lengths.
  for (const [epochs, expected] of [
    [0, [3, 3, 3, 4, 4, 4]],
    [1, [3, 3, 4, 4, 5, 5]],
    [3, [3, 4, 5, 6, 7, 8]],
    [100, [3, 4, 5, 6, 7, 8]],
  ] as const)
    expect(lengths(epochs).toSorted()).toEqual(expected);
  expect(lengths(2)).toHaveLength(6);
  expect(new Set(lengths(2))).toEqual(new Set([3, 4, 5, 6, 7]));
});

it('shuffles what it allows', () => {
  expect(lengths(100)).toEqual(lengths(100));
  expect(lengths(100)).not.toEqual(lengths(100, 2));
  expect(lengths(100)).toEqual(
    unitsOf(batches, randomStream(1, 'shuffle'), undefined, 0).map((unit) => (unit as number[][])[0]?.length),
  );
});

it('needs strings to begin with', () => {
  expect(() => unitsOf(batches, randomStream(1, 'shuffle'), { from: 2, perEpoch: 1 }, 0)).toThrow(
    'the curriculum begins with strings of at most 2 symbols, but no batch has only such strings',
  );
});
