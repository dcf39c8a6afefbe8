import { randomStream } from '@pushdown/core';
import { count3 } from '@pushdown/datasets';
import { expect, it } from 'vitest';

const language = count3();

it('has one string of each length', () => {
  expect(language.sample(6, randomStream(0, 'data'))).toEqual([0, 0, 1, 1, 2, 2]);
  expect(language.entropyGivenLength?.(60)).toBe(0);
  expect(language.idealAccuracy?.(60)).toBe(1);
});

it('has the empty string', () => {
  expect(language.validLengths(0, 7)).toEqual([0, 3, 6]);
  expect(language.contains([])).toBe(true);
  expect(language.pairCounts?.(0)).toEqual([{ previous: -1, next: 3, count: 1 }]);
});

it('has as many lengths between 40 and 80 as in DuSell & Chiang 2023', () => {
  expect(language.validLengths(40, 80)).toHaveLength(13);
});

it('is context-sensitive', () => {
  expect(language.level).toBe('context-sensitive');
});

it('answers an impossible length with the nearest possible ones', () => {
  const random = randomStream(0, 'data');
  expect(() => language.sample(41, random)).toThrow(
    'language "count-3" has no string of length 41; the nearest valid lengths are 39 and 42',
  );
  expect(() => language.entropyGivenLength?.(-1)).toThrow(
    'language "count-3" has no string of length -1; the shortest string has length 0',
  );
  expect(() => language.sample(Number.NaN, random)).toThrow('has no string of length NaN');
});

it('rejects options', () => {
  expect(() => count3({ size: 3 } as never)).toThrow(/language "count-3": .*"size"/);
});
