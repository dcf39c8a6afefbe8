import { z } from 'zod';

/** Options of tasks in modular arithmetic. */
export interface ModulusOptions {
  /** Numbers are 0 to modulus − 1; 5 by default, as in the benchmark. */
  readonly modulus?: number | undefined;
}

export const modulusSchema: z.ZodDefault<z.ZodInt> = z.int().min(2).max(10).default(5);

/** The remainder from 0 on, of negative numbers too. */
export function reduce(number: number, modulus: number): number {
  return ((number % modulus) + modulus) % modulus;
}
