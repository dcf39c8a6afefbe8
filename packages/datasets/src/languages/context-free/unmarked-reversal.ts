import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { word } from '../../templates/template.ts';
import { templateLanguage } from '../../templates/template-language.ts';
import { alphabetSize, type WordOptions, wordSymbols } from './word-symbols.ts';

/**
 * {w w^R}: a word and the word backwards, with nothing to tell where it turns. Length 2k for a word of length k ≥ 0. All
 * strings of a length are equally probable, for the reason given at `markedReversal`.
 */
export const unmarkedReversal: Contribution<'language', WordOptions, Language> = defineLanguage({
  name: 'unmarked-reversal',
  description: '{w w^R}: a word and the word backwards, without a mark',
  source: 'DuSell & Chiang 2020, 2022, 2023',
  options: z.strictObject({ symbols: alphabetSize }),
  create: ({ symbols }) => {
    const letters = wordSymbols(symbols);
    return templateLanguage({
      name: 'unmarked-reversal',
      alphabet: letters.map(String),
      level: 'context-free',
      lengths: { offset: 0, period: 2 },
      template: (size) => [...word(size, letters), ...word(size, letters).toReversed()],
    });
  },
});
