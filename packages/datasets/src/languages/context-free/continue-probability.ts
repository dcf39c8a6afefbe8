import { z } from 'zod';

/** Probability of going on such that a geometric distribution has this mean. */
export function continueProbability(mean: number): number {
  return mean / (mean + 1);
}

/** The mean of a geometric distribution as an option. */
export function mean(least: number): z.ZodNumber {
  return z.number().min(least);
}
