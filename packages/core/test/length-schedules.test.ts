import { fixedLength, growingLengths, randomStream, uniformLengths } from '@pushdown/core';
import { describe, expect, test } from 'vitest';

const random = () => randomStream(1, 'lengths');
const first = (count: number, schedule: ReturnType<typeof fixedLength>) => {
  const stream = random();
  return Array.from({ length: count }, (_, batch) => schedule(batch, stream));
};

test('a fixed length stays', () => {
  expect(first(3, fixedLength(7))).toEqual([7, 7, 7]);
});

test('uniform lengths come equally often', () => {
  const lengths = first(3000, uniformLengths([3, 6, 9]));
  for (const length of [3, 6, 9]) {
    expect(Math.abs(lengths.filter((other) => other === length).length - 1000)).toBeLessThan(100);
  }
});

describe('growing lengths', () => {
  test('come one after another and stay at the last', () => {
    expect(first(8, growingLengths({ lengths: [3, 6, 9], period: 2 }))).toEqual([3, 3, 6, 6, 9, 9, 9, 9]);
  });

  test('may mix in all that came before', () => {
    const lengths = first(3000, growingLengths({ lengths: [3, 6, 9], period: 1000, earlier: true }));
    expect(new Set(lengths.slice(0, 1000))).toEqual(new Set([3]));
    expect(new Set(lengths.slice(1000, 2000))).toEqual(new Set([3, 6]));
    const last = lengths.slice(2000).filter((length) => length === 9).length;
    expect(Math.abs(last - 333)).toBeLessThan(60);
  });
});

test.each<[string, () => unknown, string]>([
  ['no length', () => uniformLengths([]), 'a length schedule needs at least one length'],
  ['nothing to grow', () => growingLengths({ lengths: [], period: 1 }), 'a length schedule needs at least one length'],
  ['no period', () => growingLengths({ lengths: [3], period: 0 }), 'a whole number of at least 1, not 0'],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(RangeError);
  expect(make).toThrow(message);
});
