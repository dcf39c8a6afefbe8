import { type RandomStream, randomStream } from '@pushdown/core';

/** How an estimate may vary with the strings that happen to be drawn. */
export interface BootstrapPlan {
  readonly resamples: number;
  readonly seed: number;
}

/** Enough for quantiles of 2.5 and 97.5 %. */
export const defaultBootstrap: BootstrapPlan = { resamples: 1000, seed: 0 };

/**
 * Values of a statistic on random resamples with replacement, ascending (Efron 1979). What is not a number is left out.
 * @param count how many there are to draw from; the statistic gets indices into them.
 */
export function bootstrap(
  count: number,
  statistic: (drawn: readonly number[]) => number,
  { resamples, seed }: BootstrapPlan = defaultBootstrap,
): number[] {
  const random: RandomStream = randomStream(seed, 'bootstrap');
  const values: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    const value = statistic(Array.from({ length: count }, () => Math.floor(random.uniform() * count)));
    if (!Number.isNaN(value)) values.push(value);
  }
  return values.sort((a, b) => a - b);
}

/** The middle 95 % of ascending values; undefined if there are none. */
export function interval95(values: readonly number[]): readonly [low: number, high: number] | undefined {
  if (values.length === 0) return undefined;
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] as number;
  return [at(0.025), at(0.975)];
}
