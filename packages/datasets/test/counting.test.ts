import { randomStream } from '@pushdown/core';
import {
  addition,
  block,
  blockLanguage,
  crossedCounts,
  equalCounts,
  LanguageError,
  memorization,
  multipleCounts,
  multiplication,
  type WeightedBlocks,
} from '@pushdown/datasets';
import { describe, expect, it } from 'vitest';

it.each([
  ['equal-counts', equalCounts(), [2, 4, 6, 8, 10, 12], 'deterministic-context-free'],
  ['equal-counts of three letters', equalCounts({ symbols: 3 }), [3, 6, 9, 12], 'context-sensitive'],
  ['multiple-counts', multipleCounts(), [3, 6, 9, 12], 'deterministic-context-free'],
  ['multiple-counts, three times', multipleCounts({ repetitions: 3 }), [4, 8, 12], 'deterministic-context-free'],
  ['addition', addition(), [4, 6, 8, 10, 12], 'deterministic-context-free'],
  ['memorization', memorization(), [3, 5, 7, 9, 11], 'deterministic-context-free'],
  // One less than 4, 6, 8, 9, 10 and 12, the numbers that are not prime.
  ['multiplication', multiplication(), [3, 5, 7, 8, 9, 11], 'context-sensitive'],
  ['crossed-counts', crossedCounts(), [4, 6, 8, 10, 12], 'context-sensitive'],
])('%s has its lengths and its level', (_, language, lengths, level) => {
  expect(language.validLengths(0, 12)).toEqual(lengths);
  expect(language.level).toBe(level);
});

it('memorization has the mark first in its alphabet, as the program of the task', () => {
  expect(memorization().alphabet).toEqual(['#', 'a', 'b']);
  expect(memorization().contains([1, 2, 0, 2, 1])).toBe(true);
});

it('addition has as many strings of a length as there are summands', () => {
  expect(addition().entropyGivenLength?.(20)).toBeCloseTo(Math.log(9), 12);
});

it('multiplication weighs a string by how the program of the task draws its summands', () => {
  // Length 11: (n + 1)(m + 1) is 2 · 6, 3 · 4, 4 · 3 or 6 · 2, with n + m = 6, 5, 5 and 6.
  const language = multiplication();
  const spell = (n: number, m: number) => [
    ...new Array<number>(n).fill(0),
    ...new Array<number>(m).fill(1),
    ...new Array<number>(n * m).fill(2),
  ];
  const total = 2 / 5 + 2 / 4;
  expect(language.logProbability(spell(1, 5))).toBeCloseTo(Math.log(1 / 5 / total), 12);
  expect(language.logProbability(spell(2, 3))).toBeCloseTo(Math.log(1 / 4 / total), 12);
});

describe('what does not exist', () => {
  it('is answered with the length', () => {
    expect(() => addition().sample(5, randomStream(0, 'x'))).toThrow('language "addition" has no string of length 5');
    expect(() => addition().entropyGivenLength?.(2.5)).toThrow(LanguageError);
    expect(addition().logProbability([0, 1, 2])).toBe(Number.NEGATIVE_INFINITY);
  });

  it.each<[string, WeightedBlocks['blocks'], string]>([
    ['a symbol outside the alphabet', [block(2, 2)], 'symbol 2 is not an id from 0 to 1'],
    ['an empty run', [block(0, 2), block(1, 0)], 'run 1 has 0 symbols; it needs at least one'],
    ['neighbors of one symbol', [block(0, 1), block(0, 1)], 'runs 0 and 1 have the same symbol'],
    ['another length', [block(0, 3)], 'its runs have 3 symbols'],
  ])('is refused in a definition: %s', (_, blocks, message) => {
    const language = blockLanguage({
      name: 'example',
      alphabet: ['a', 'b'],
      level: 'regular',
      members: (length) => (length === 2 ? [{ weight: 1, blocks }] : []),
    });
    expect(() => language.contains([0, 0])).toThrow(`a string that language "example" lists for length 2: ${message}`);
  });
});
