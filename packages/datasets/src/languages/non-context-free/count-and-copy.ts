import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { repeated, word } from '../../templates/template.ts';
import { templateLanguage } from '../../templates/template-language.ts';

/**
 * {w #^k w : w ∈ {0, 1}^k}: a word, as many marks as it has symbols, and the word again. Length 3k for a word of length
 * k ≥ 0, which is uniform over {0, 1}^k.
 */
export const countAndCopy: Contribution<'language', Record<string, never>, Language> = defineLanguage({
  name: 'count-and-copy',
  description: '{w #^k w}: a word over 0 and 1, as many marks as it has symbols, and the word again',
  source: 'DuSell & Chiang 2023; Das & Mali 2024',
  options: z.strictObject({}),
  create: () =>
    templateLanguage({
      name: 'count-and-copy',
      alphabet: ['0', '1', '#'],
      level: 'context-sensitive',
      lengths: { offset: 0, period: 3 },
      template: (size) => [...word(size, [0, 1]), ...repeated(2, size), ...word(size, [0, 1])],
    }),
});
