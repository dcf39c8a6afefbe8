import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { repeated, word } from '../../templates/template.ts';
import { templateLanguage } from '../../templates/template-language.ts';

/**
 * {w # w^R # w : w ∈ {0, 1}*}: a word, its reverse and the word again, with marks between. Length 3k + 2 for a word of
 * length k ≥ 0, which is uniform over {0, 1}^k.
 */
export const markedReverseAndCopy: Contribution<'language', Record<string, never>, Language> = defineLanguage({
  name: 'marked-reverse-and-copy',
  description: '{w # w^R # w}: a word over 0 and 1, its reverse and the word again, with marks between',
  source: 'DuSell & Chiang 2023; Das & Mali 2024',
  options: z.strictObject({}),
  create: () =>
    templateLanguage({
      name: 'marked-reverse-and-copy',
      alphabet: ['0', '1', '#'],
      level: 'context-sensitive',
      lengths: { offset: 2, period: 3 },
      template(size) {
        const bits = word(size, [0, 1]);
        const mark = repeated(2, 1);
        return [...bits, ...mark, ...bits.toReversed(), ...mark, ...bits];
      },
    }),
});
