import { type BootstrapPlan, bootstrap, interval95 } from '../scores/bootstrap.ts';

/** A number with the middle 95 % of what it is on resamples of the strings. */
export interface Estimate {
  readonly value: number;
  /** Undefined where no resample gives a number. */
  readonly interval: readonly [low: number, high: number] | undefined;
}

/**
 * What a statistic is on all items, and how it varies with them.
 * @param statistic NaN where it makes no sense.
 * @returns undefined if it makes none on all items.
 */
export function estimate<Item>(
  items: readonly Item[],
  statistic: (items: readonly Item[]) => number,
  plan?: BootstrapPlan,
): Estimate | undefined {
  const value = statistic(items);
  if (Number.isNaN(value)) return undefined;
  const drawn = bootstrap(items.length, (indices) => statistic(indices.map((index) => items[index] as Item)), plan);
  return { value, interval: interval95(drawn) };
}

export function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** Slope of the line of least squares; NaN for fewer than two different x. */
export function slope(points: readonly { readonly x: number; readonly y: number }[]): number {
  const [centerX, centerY] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const spread = points.reduce((total, { x }) => total + (x - centerX) ** 2, 0);
  const together = points.reduce((total, { x, y }) => total + (x - centerX) * (y - centerY), 0);
  return spread === 0 ? Number.NaN : together / spread;
}
