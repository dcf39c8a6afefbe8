import type { Spread } from '@pushdown/core';

/** The share of the values at each end that a clipped mean moves inward. */
const clippedShare = 0.05;

/**
 * How values spread. The clipped mean is winsorized: the lowest 5 % of the values, rounded up, count as the lowest of the
 * others, and the highest as the highest of the others (Tukey 1962). Where there are two middle values the median is their
 * mean.
 *
 * @param values at least one.
 */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  const last = sorted.length - 1;
  const at = (index: number): number => sorted[index] as number;
  const [lower, upper] = [at(Math.floor(last / 2)), at(Math.ceil(last / 2))];
  const clipped = Math.min(Math.ceil(clippedShare * sorted.length), Math.floor(last / 2));
  return {
    strings: sorted.length,
    mean: meanOf(sorted),
    median: (lower + upper) / 2,
    clippedMean: meanOf(sorted.map((value) => Math.max(at(clipped), Math.min(at(last - clipped), value)))),
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
