import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { blockLanguage } from '../../blocks/block-language.ts';
import { block } from '../../blocks/blocks.ts';
import { letters, summandsOf } from './counts.ts';

/**
 * {a^n b^m c^(n+m) : n, m ≥ 1}: addition in unary. Lengths 2(n + m) from 4; of one length the n + m − 1 strings are equally
 * probable. Task 3 of Joulin & Mikolov (2015).
 */
export const addition: Contribution<'language', Record<string, never>, Language> = defineLanguage({
  name: 'addition',
  description: '{a^n b^m c^(n+m)}, n, m ≥ 1: addition in unary',
  source: 'Joulin & Mikolov 2015, task 3',
  options: z.strictObject({}),
  create: () =>
    blockLanguage({
      name: 'addition',
      alphabet: letters(3),
      level: 'deterministic-context-free',
      members(length) {
        if (length % 2 !== 0) return [];
        return summandsOf(length / 2).map(([n, m]) => ({
          weight: 1,
          blocks: [block(0, n), block(1, m), block(2, n + m)],
        }));
      },
    }),
});
