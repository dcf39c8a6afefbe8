import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { repeated, word } from '../../templates/template.ts';
import { templateLanguage } from '../../templates/template-language.ts';
import { letters } from './counts.ts';

/** Options of `memorization`. */
export interface MemorizationOptions {
  /** How many letters words consist of; 2 by default. */
  readonly symbols?: number | undefined;
}

/**
 * {w # w^R : w a word of n ≥ 1 of `symbols` letters}: a word, a mark and the word backwards. Lengths 2n + 1 from 3; the word
 * is uniform. As in the task's program, the mark has id 0. Task 4 of Joulin & Mikolov (2015).
 */
export const memorization: Contribution<'language', MemorizationOptions, Language> = defineLanguage({
  name: 'memorization',
  description: '{w # w^R}: a word of at least one letter, a mark (id 0) and the word backwards',
  source: 'Joulin & Mikolov 2015, task 4',
  options: z.strictObject({ symbols: z.int().min(1).max(26).default(2) }),
  create: ({ symbols }) => {
    const alphabet = ['#', ...letters(symbols)];
    return templateLanguage({
      name: 'memorization',
      alphabet,
      level: 'deterministic-context-free',
      lengths: { offset: 3, period: 2 },
      template(size) {
        const memorized = word(
          size + 1,
          letters(symbols).map((_, index) => index + 1),
        );
        return [...memorized, ...repeated(0, 1), ...memorized.toReversed()];
      },
    });
  },
});
