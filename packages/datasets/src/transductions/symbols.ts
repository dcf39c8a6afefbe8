import { z } from 'zod';

/** Options of tasks on words. */
export interface SymbolsOptions {
  /** Size of the alphabet. */
  readonly symbols?: number | undefined;
}

/** @param symbols the size of the alphabet in the benchmark. */
export function symbolsSchema(symbols: number): z.ZodType<{ symbols: number }, SymbolsOptions> {
  return z.strictObject({ symbols: z.int().min(2).max(1000).default(symbols) });
}

/** The names 0, 1, …, count − 1. */
export function digits(count: number): readonly string[] {
  return Array.from({ length: count }, (_, digit) => String(digit));
}

export const benchmark = 'Delétang et al. 2023';
