import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { blockLanguage, type WeightedBlocks } from '../../blocks/block-language.ts';
import { block } from '../../blocks/blocks.ts';
import { letters } from './counts.ts';

/** Options of `multiplication`. */
export interface MultiplicationOptions {
  /** How many letters in all; 3 by default. */
  readonly symbols?: number | undefined;
}

/**
 * {a^n b^m x^(nm) : n, m ≥ 1}: multiplication in unary, where x is any of the last `symbols` − 2 letters, each with the same
 * probability. The length n + m + nm = (n + 1)(m + 1) − 1 tells a factorization: a length is valid if the number after it is
 * not prime.
 *
 * The task's program draws n + m uniformly, and then m uniformly from 1 to n + m − 1. Among the strings of one length, one
 * with the summands n and m so has a probability proportional to 1 / (n + m − 1): the strings are not equally probable.
 * Task 5 of Joulin & Mikolov (2015).
 */
export const multiplication: Contribution<'language', MultiplicationOptions, Language> = defineLanguage({
  name: 'multiplication',
  description: '{a^n b^m x^(nm)}, n, m ≥ 1: multiplication in unary',
  source: 'Joulin & Mikolov 2015, task 5',
  options: z.strictObject({ symbols: z.int().min(3).max(26).default(3) }),
  create: ({ symbols }) =>
    blockLanguage({
      name: 'multiplication',
      alphabet: letters(symbols),
      level: 'context-sensitive',
      members(length) {
        const members: WeightedBlocks[] = [];
        for (let n = 1; n + 1 <= (length + 1) / 2; n++) {
          const m = (length + 1) / (n + 1) - 1;
          if (!Number.isInteger(m)) continue;
          for (let product = 2; product < symbols; product++) {
            const blocks = [block(0, n), block(1, m), block(product, n * m)];
            members.push({ weight: 1 / (n + m - 1), blocks });
          }
        }
        return members;
      },
    }),
});
