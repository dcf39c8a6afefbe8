import { randomStream } from '@pushdown/core';
import { markedReverseAndCopy } from '@pushdown/datasets';
import { expect, it } from 'vitest';

const language = markedReverseAndCopy();

it('consists of a word, its reverse and the word again', () => {
  expect(language.contains([1, 0, 0, 2, 0, 0, 1, 2, 1, 0, 0])).toBe(true);
  expect(language.contains([1, 0, 0, 2, 1, 0, 0, 2, 1, 0, 0])).toBe(false);
  expect(language.contains([2, 2])).toBe(true);
});

it('rules out symbols that it does not have', () => {
  expect(language.contains([3, 2, 3, 2, 3])).toBe(false);
  expect(language.logProbability([0, 2, 1, 2, 0])).toBe(-Infinity);
});

it('has as many lengths between 40 and 80 as in DuSell & Chiang 2023', () => {
  expect(language.validLengths(40, 80)).toHaveLength(14);
});

it('has one free bit for each symbol of the word', () => {
  expect(language.entropyGivenLength?.(59)).toBeCloseTo(19 * Math.LN2, 12);
  expect(language.idealAccuracy?.(59)).toBeCloseTo(1 - 9.5 / 60, 12);
});

it('expects each bit before and after every mark', () => {
  const counts = language.pairCounts?.(5);
  expect(counts).toEqual([
    { previous: -1, next: 0, count: 0.5 },
    { previous: -1, next: 1, count: 0.5 },
    { previous: 0, next: 2, count: 1 },
    { previous: 0, next: 3, count: 0.5 },
    { previous: 1, next: 2, count: 1 },
    { previous: 1, next: 3, count: 0.5 },
    { previous: 2, next: 0, count: 1 },
    { previous: 2, next: 1, count: 1 },
  ]);
});

it('answers an impossible length with the nearest possible ones', () => {
  expect(() => language.sample(40, randomStream(0, 'data'))).toThrow(
    'language "marked-reverse-and-copy" has no string of length 40; the nearest valid lengths are 38 and 41',
  );
  expect(() => language.sample(1, randomStream(0, 'data'))).toThrow('the shortest string has length 2');
});
