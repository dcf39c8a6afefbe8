import { z } from 'zod';

/** Options of the languages of words and their reverses. */
export interface WordOptions {
  /** Number of symbols that words consist of; 2 if not given. */
  readonly symbols?: number | undefined;
}

/** The option `symbols`. DuSell & Chiang (2023) go up to 200. */
export const alphabetSize: z.ZodDefault<z.ZodNumber> = z.int().min(1).max(1000).default(2);

/** The ids of the symbols; their names are the same numbers. */
export function wordSymbols(count: number): readonly number[] {
  return Array.from({ length: count }, (_, id) => id);
}
