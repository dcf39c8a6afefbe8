import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { word } from '../../templates/template.ts';
import { templateLanguage } from '../../templates/template-language.ts';

/**
 * {w φ(w) : w ∈ {0, 1}*} with φ(0) = 2 and φ(1) = 3: a word and the word again in other symbols, which mark where it begins.
 * Length 2k for a word of length k ≥ 0, which is uniform over {0, 1}^k.
 */
export const unmarkedCopyDifferentAlphabets: Contribution<'language', Record<string, never>, Language> = defineLanguage(
  {
    name: 'unmarked-copy-different-alphabets',
    description: '{w φ(w)}: a word over 0 and 1, and the word again with 2 for 0 and 3 for 1',
    source: 'DuSell & Chiang 2023; Das & Mali 2024',
    options: z.strictObject({}),
    create: () =>
      templateLanguage({
        name: 'unmarked-copy-different-alphabets',
        alphabet: ['0', '1', '2', '3'],
        level: 'context-sensitive',
        lengths: { offset: 0, period: 2 },
        template: (size) => [...word(size, [0, 1]), ...word(size, [2, 3])],
      }),
  },
);
