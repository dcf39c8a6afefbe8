import type { RandomStream } from '@pushdown/core';

/** A distribution to draw from, and its mean. */
export interface Population {
  readonly name: string;
  readonly mean: number;
  /** How often 95 % intervals may hold the mean. */
  readonly coverage: readonly [low: number, high: number];
  draw(random: RandomStream): number;
}

/** Standard normal (Box & Muller 1958). */
export function normal(random: RandomStream): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}

const nominal = [0.93, 0.97] as const;

export const populations: readonly Population[] = [
  { name: 'normal', mean: 0, coverage: nominal, draw: normal },
  {
    name: 'heavy-tailed (t, 5 degrees of freedom)',
    mean: 0,
    coverage: nominal,
    draw(random) {
      const squares = Array.from({ length: 5 }, () => normal(random) ** 2);
      return normal(random) / Math.sqrt(squares.reduce((total, square) => total + square, 0) / 5);
    },
  },
  {
    name: 'moderately skewed (gamma, shape 4)',
    mean: 4,
    coverage: nominal,
    draw: (random) => -Math.log([1, 2, 3, 4].reduce((product) => product * (1 - random.uniform()), 1)),
  },
  // Where it is known to be off, on the one side and on the other.
  {
    name: 'strongly skewed (log-normal, σ = 1/2)',
    mean: Math.exp(1 / 8),
    coverage: [0.91, 0.97],
    draw: (random) => Math.exp(normal(random) / 2),
  },
  { name: 'uniform', mean: 0.5, coverage: [0.93, 0.985], draw: (random) => random.uniform() },
];
