import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { blockLanguage } from '../../blocks/block-language.ts';
import { block } from '../../blocks/blocks.ts';
import { letters, summandsOf } from './counts.ts';

/**
 * {a^n b^m c^n d^m : n, m ≥ 1}: two counts that cross, so that one stack is not enough. Lengths 2(n + m) from 4; of one
 * length the n + m − 1 strings are equally probable. Task 6 of Joulin & Mikolov (2015).
 */
export const crossedCounts: Contribution<'language', Record<string, never>, Language> = defineLanguage({
  name: 'crossed-counts',
  description: '{a^n b^m c^n d^m}, n, m ≥ 1: two counts that cross',
  source: 'Joulin & Mikolov 2015, task 6',
  options: z.strictObject({}),
  create: () =>
    blockLanguage({
      name: 'crossed-counts',
      alphabet: letters(4),
      level: 'context-sensitive',
      members(length) {
        if (length % 2 !== 0) return [];
        return summandsOf(length / 2).map(([n, m]) => ({
          weight: 1,
          blocks: [block(0, n), block(1, m), block(2, n), block(3, m)],
        }));
      },
    }),
});
