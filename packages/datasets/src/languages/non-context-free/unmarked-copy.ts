import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { word } from '../../templates/template.ts';
import { templateLanguage } from '../../templates/template-language.ts';

/**
 * {w w : w ∈ {0, 1}*}: a word and the word again, without a mark. Length 2k for a word of length k ≥ 0, which is uniform over
 * {0, 1}^k.
 */
export const unmarkedCopy: Contribution<'language', Record<string, never>, Language> = defineLanguage({
  name: 'unmarked-copy',
  description: '{w w}: a word over 0 and 1, and the word again',
  source: 'DuSell & Chiang 2023; Das & Mali 2024',
  options: z.strictObject({}),
  create: () =>
    templateLanguage({
      name: 'unmarked-copy',
      alphabet: ['0', '1'],
      level: 'context-sensitive',
      lengths: { offset: 0, period: 2 },
      template: (size) => [...word(size, [0, 1]), ...word(size, [0, 1])],
    }),
});
