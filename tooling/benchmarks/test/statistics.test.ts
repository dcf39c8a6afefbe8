import { describe, expect, it } from 'vitest';
import { median, medianRatio } from '../src/statistics.ts';

describe('median', () => {
  it('is the middle value, or the mean of the two middle ones', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 2, 1, 4])).toBe(3);
  });

  it('leaves its argument as it was', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('of nothing is an error', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('the median ratio', () => {
  it('pairs the runs of one round, so that a slow spell of the machine cancels', () => {
    expect(medianRatio([1, 10, 1], [2, 20, 2])).toBe(0.5);
    expect(medianRatio([1, 10, 1], [4, 20, 2])).toBe(0.5);
  });

  it('needs as many runs of the one as of the other', () => {
    expect(() => medianRatio([1, 2], [1])).toThrow(RangeError);
  });
});
