import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { blockLanguage } from '../../blocks/block-language.ts';
import { block } from '../../blocks/blocks.ts';
import { letters } from './counts.ts';

/** Options of `equal-counts`. */
export interface EqualCountsOptions {
  /** How many letters; 2 by default. */
  readonly symbols?: number | undefined;
}

/**
 * {a^n b^n c^n … : n ≥ 1}: equally many of each of `symbols` letters, in order; one string of each length n · symbols.
 * Deterministic context-free for two letters, context-sensitive for more. Task 1 of Joulin & Mikolov (2015).
 */
export const equalCounts: Contribution<'language', EqualCountsOptions, Language> = defineLanguage({
  name: 'equal-counts',
  description: '{a^n b^n c^n …}, n ≥ 1: equally many of each letter, in order',
  source: 'Joulin & Mikolov 2015, task 1',
  options: z.strictObject({ symbols: z.int().min(2).max(26).default(2) }),
  create: ({ symbols }) =>
    blockLanguage({
      name: 'equal-counts',
      alphabet: letters(symbols),
      level: symbols === 2 ? 'deterministic-context-free' : 'context-sensitive',
      members(length) {
        if (length === 0 || length % symbols !== 0) return [];
        return [{ weight: 1, blocks: letters(symbols).map((_, symbol) => block(symbol, length / symbols)) }];
      },
    }),
});
