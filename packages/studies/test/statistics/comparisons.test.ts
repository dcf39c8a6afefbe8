import { randomStream } from '@pushdown/core';
import { comparePairs, detectableEffect, holm, pairsToDetect, signFlipTest } from '@pushdown/studies';
import { describe, expect, it } from 'vitest';
import { normal } from './populations.ts';

/** Darwin's maize: heights of crossed minus self-fertilized plants of 15 pairs, in eighths of an inch. */
const maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

describe('the sign-flip test', () => {
  it("finds Fisher's (1935) probability for Darwin's maize", () => {
    const { pValue, exact } = signFlipTest(maize, randomStream(1, 'maize'));
    expect(exact).toBe(true);
    expect(pValue).toBe((2 * 863) / 2 ** 15);
  });

  it('estimates the same where there are too many combinations', () => {
    // Zeros change neither sums nor probabilities.
    const { pValue, exact } = signFlipTest([...maize, 0, 0, 0], randomStream(1, 'draws'));
    expect(exact).toBe(false);
    expect(Math.abs(pValue - (2 * 863) / 2 ** 15)).toBeLessThan(4 * Math.sqrt((0.0527 * 0.9473) / 99_999));
  });

  it.each([
    [5, 2 / 32],
    [8, 12 / 256],
    [10, 50 / 1024],
  ])('errs as often as it says: %i pairs without an effect', (pairs, level) => {
    const random = randomStream(1, `false positives/${pairs}`);
    const studies = 4000;
    let rejected = 0;
    for (let study = 0; study < studies; study++) {
      const differences = Array.from({ length: pairs }, () => normal(random) ** 3);
      if (signFlipTest(differences, random).pValue <= level) rejected++;
    }
    expect(Math.abs(rejected / studies - level)).toBeLessThan(3.5 * Math.sqrt((level * (1 - level)) / studies));
  });

  it('errs as often as it says when signs are drawn', () => {
    const random = randomStream(1, 'false positives/drawn');
    let rejected = 0;
    for (let study = 0; study < 2000; study++) {
      const differences = Array.from({ length: 18 }, () => normal(random));
      if (signFlipTest(differences, random, 99).pValue <= 0.05) rejected++;
    }
    expect(Math.abs(rejected / 2000 - 0.05)).toBeLessThan(3.5 * Math.sqrt((0.05 * 0.95) / 2000));
  });

  it('counts equal sums as equal, whatever order rounded them', () => {
    expect(signFlipTest([0.1, 0.2, 0.3], randomStream(1, 'ties')).pValue).toBe(2 / 8);
    expect(signFlipTest([0.1, 0.2, 0.3, 0, 0], randomStream(1, 'ties')).pValue).toBe(2 / 8);
    expect(signFlipTest([], randomStream(1, 'none')).pValue).toBe(1);
    expect(() => signFlipTest([1, Number.NaN], randomStream(1, 'nan'))).toThrow('a difference to be tested is NaN');
  });
});

describe("Holm's correction", () => {
  it('gives what R gives', () => {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    expect(holm([0.01, 0.04, 0.03, 0.005]).map((value) => Number(value.toFixed(12)))).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.5, 0.6])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  it('errs in at most one study of twenty, though each makes 24 comparisons', () => {
    const random = randomStream(1, 'family');
    let wrong = 0;
    for (let study = 0; study < 400; study++) {
      const pValues = Array.from(
        { length: 24 },
        () =>
          signFlipTest(
            Array.from({ length: 10 }, () => normal(random)),
            random,
          ).pValue,
      );
      if (Math.min(...holm(pValues)) <= 0.05) wrong++;
    }
    expect(wrong / 400).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 400));
    expect(wrong).toBeGreaterThan(0);
  });
});

describe('power', () => {
  it.each([
    // Pairs for a paired t test at 5 %, both directions, power 80 %, as tables (Cohen 1988) and G*Power give them.
    [0.2, 199],
    [0.5, 34],
    [1, 10],
  ])('needs so many pairs for an effect of %d deviations', (effect, pairs) => {
    expect(pairsToDetect(effect, 1)).toBe(pairs);
    expect(detectableEffect(pairs, 1)).toBeLessThanOrEqual(effect);
    expect(detectableEffect(pairs - 1, 1)).toBeGreaterThan(effect);
  });

  it('is that of the sign-flip test, too', () => {
    const random = randomStream(1, 'power');
    const pairs = pairsToDetect(1, 1);
    const seen = (count: number): number => {
      let found = 0;
      for (let study = 0; study < 1000; study++) {
        const differences = Array.from({ length: count }, () => normal(random) + 1);
        if (signFlipTest(differences, random).pValue <= 0.05) found++;
      }
      return found / 1000;
    };
    expect(seen(pairs)).toBeGreaterThan(0.76);
    expect(seen(pairs - 3)).toBeLessThan(0.76);
  });

  it('knows the fewest pairs and the effect that is none', () => {
    expect(pairsToDetect(100, 1)).toBe(6);
    expect(pairsToDetect(0, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(detectableEffect(5, 1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('comparing pairs', () => {
  it('takes differences of pairs, and leaves incomplete ones out', () => {
    const found = comparePairs([1, 2, 3, 4, 5, 6], [2, 4, 3, undefined, Number.POSITIVE_INFINITY, 5], 'test');
    expect(found).toMatchObject({ count: 4, mean: 0.5, median: 0.5, test: { pValue: 0.75, exact: true } });
    expect(found?.deviation).toBeCloseTo(Math.sqrt(5 / 3), 12);
    expect(comparePairs([undefined], [1], 'none')).toBeUndefined();
  });

  it('finds the same whenever it is asked', () => {
    const compare = () => comparePairs([1, 2, 3, 4, 5], [2, 1, 5, 5, 9], 'again');
    expect(compare()).toEqual(compare());
  });
});
