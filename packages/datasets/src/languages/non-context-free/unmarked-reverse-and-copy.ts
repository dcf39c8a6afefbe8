import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { word } from '../../templates/template.ts';
import { templateLanguage } from '../../templates/template-language.ts';

/**
 * {w w^R w : w ∈ {0, 1}*}: a word, its reverse and the word again, without marks. Length 3k for a word of length k ≥ 0, which
 * is uniform over {0, 1}^k.
 */
export const unmarkedReverseAndCopy: Contribution<'language', Record<string, never>, Language> = defineLanguage({
  name: 'unmarked-reverse-and-copy',
  description: '{w w^R w}: a word over 0 and 1, its reverse and the word again',
  source: 'DuSell & Chiang 2023; Das & Mali 2024',
  options: z.strictObject({}),
  create: () =>
    templateLanguage({
      name: 'unmarked-reverse-and-copy',
      alphabet: ['0', '1'],
      level: 'context-sensitive',
      lengths: { offset: 0, period: 3 },
      template(size) {
        const bits = word(size, [0, 1]);
        return [...bits, ...bits.toReversed(), ...bits];
      },
    }),
});
