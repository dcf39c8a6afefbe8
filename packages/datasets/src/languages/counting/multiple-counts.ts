import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { blockLanguage } from '../../blocks/block-language.ts';
import { block } from '../../blocks/blocks.ts';
import { letters } from './counts.ts';

/** Options of `multiple-counts`. */
export interface MultipleCountsOptions {
  /** How many letters in all; 2 by default. */
  readonly symbols?: number | undefined;
  /** How many of the other letter for each a; 2 by default. */
  readonly repetitions?: number | undefined;
}

/**
 * {a^n x^(kn) : n ≥ 1}: k = `repetitions` times as many x as a, where x is any of the other `symbols` − 1 letters, each with
 * the same probability; lengths n (k + 1). Task 2 of Joulin & Mikolov (2015).
 */
export const multipleCounts: Contribution<'language', MultipleCountsOptions, Language> = defineLanguage({
  name: 'multiple-counts',
  description: '{a^n x^(kn)}, n ≥ 1: k times as many of another letter as of a',
  source: 'Joulin & Mikolov 2015, task 2',
  options: z.strictObject({
    symbols: z.int().min(2).max(26).default(2),
    repetitions: z.int().min(1).default(2),
  }),
  create: ({ symbols, repetitions }) =>
    blockLanguage({
      name: 'multiple-counts',
      alphabet: letters(symbols),
      level: 'deterministic-context-free',
      members(length) {
        const count = length / (repetitions + 1);
        if (length === 0 || !Number.isInteger(count)) return [];
        return letters(symbols)
          .slice(1)
          .map((_, index) => ({ weight: 1, blocks: [block(0, count), block(index + 1, repetitions * count)] }));
      },
    }),
});
