import { randomStream } from '@pushdown/core';
import { bootstrapInterval, mean, median, standardDeviation } from '@pushdown/studies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { populations } from './populations.ts';

describe('the bootstrap interval', () => {
  const cases = [5, 7, 10].flatMap((restarts) => populations.map((population) => ({ restarts, ...population })));

  it.each(cases)(
    'of $restarts restarts holds the mean of a population that is $name in about 95 % of 2,000 studies',
    ({ restarts, ...population }) => {
      const random = randomStream(1, `coverage/${population.name}/${restarts}`);
      const studies = 2000;
      let held = 0;
      for (let study = 0; study < studies; study++) {
        const values = Array.from({ length: restarts }, () => population.draw(random));
        const interval = bootstrapInterval(values, { random, resamples: 999 });
        if (interval && interval.low <= population.mean && population.mean <= interval.high) held++;
      }
      expect(held / studies).toBeGreaterThanOrEqual(population.coverage[0]);
      expect(held / studies).toBeLessThanOrEqual(population.coverage[1]);
    },
  );

  it('is that of all resamples, tried one by one', () => {
    const values = [0.31, 0.74, 0.5, 1.9, 0.62];
    const ratios: number[] = [];
    for (let code = 0; code < 5 ** 5; code++) {
      const drawn = [0, 1, 2, 3, 4].map((place) => values[Math.floor(code / 5 ** place) % 5] as number);
      const error = standardDeviation(drawn) / Math.sqrt(5);
      ratios.push(
        new Set(drawn).size === 1
          ? Math.sign(mean(drawn) - mean(values)) * Number.POSITIVE_INFINITY
          : (mean(drawn) - mean(values)) / error,
      );
    }
    ratios.sort((a, b) => a - b);
    const error = standardDeviation(values) / Math.sqrt(5);
    const exact = {
      low: mean(values) - (ratios[Math.ceil(0.975 * ratios.length)] as number) * error,
      high: mean(values) - (ratios[Math.floor(0.025 * ratios.length)] as number) * error,
    };
    const found = bootstrapInterval(values, { random: randomStream(1, 'interval'), resamples: 99_999 });
    expect(Math.abs((found?.low ?? Number.NaN) - exact.low)).toBeLessThan(0.02);
    expect(Math.abs((found?.high ?? Number.NaN) - exact.high)).toBeLessThan(0.2);
  });

  it('moves and grows with the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 8 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: -9, max: 9 }),
        (values, factor, shift) => {
          const at = (given: readonly number[]) =>
            bootstrapInterval(given, { random: randomStream(1, 'scale'), resamples: 199 });
          const plain = at(values);
          const moved = at(values.map((value) => factor * value + shift));
          for (const end of ['low', 'high'] as const) {
            const expected = factor * (plain?.[end] as number) + shift;
            if (Number.isFinite(expected)) expect(moved?.[end]).toBeCloseTo(expected, 6);
            else expect(moved?.[end]).toBe(expected);
          }
        },
      ),
    );
  });

  it('says what it does not know', () => {
    const random = randomStream(1, 'edges');
    expect(bootstrapInterval([1, 2, 3], { random })).toEqual({ low: -Infinity, high: Infinity });
    expect(bootstrapInterval([2, 2, 2, 2], { random })).toEqual({ low: 2, high: 2 });
    expect(bootstrapInterval([1, 2, 3, 4, Number.POSITIVE_INFINITY], { random })).toBeUndefined();
    expect(() => bootstrapInterval([], { random })).toThrow('an interval needs at least one value');
    expect(() => bootstrapInterval([1], { random, level: 95 })).toThrow('a level is between 0 and 1, not 95');
    expect(() => bootstrapInterval([1], { random, resamples: 19 })).toThrow('19 resamples are too few');
  });
});

describe('moments', () => {
  it('are those of the definitions', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(median([9, 1, 2])).toBe(2);
    expect(median([9, 1, 2, 4])).toBe(3);
    expect(median([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 2])).toBe(Number.POSITIVE_INFINITY);
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect([mean([]), median([]), standardDeviation([1])]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });
});
