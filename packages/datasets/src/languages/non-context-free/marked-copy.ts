import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { repeated, word } from '../../templates/template.ts';
import { templateLanguage } from '../../templates/template-language.ts';

/**
 * {w # w : w ∈ {0, 1}*}: a word, a mark and the word again. Length 2k + 1 for a word of length k ≥ 0, which is uniform over
 * {0, 1}^k.
 */
export const markedCopy: Contribution<'language', Record<string, never>, Language> = defineLanguage({
  name: 'marked-copy',
  description: '{w # w}: a word over 0 and 1, a mark and the word again',
  source: 'DuSell & Chiang 2023; Das & Mali 2024',
  options: z.strictObject({}),
  create: () =>
    templateLanguage({
      name: 'marked-copy',
      alphabet: ['0', '1', '#'],
      level: 'context-sensitive',
      lengths: { offset: 1, period: 2 },
      template: (size) => [...word(size, [0, 1]), ...repeated(2, 1), ...word(size, [0, 1])],
    }),
});
