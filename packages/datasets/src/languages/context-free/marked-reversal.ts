import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { repeated, word } from '../../templates/template.ts';
import { templateLanguage } from '../../templates/template-language.ts';
import { alphabetSize, type WordOptions, wordSymbols } from './word-symbols.ts';

/**
 * {w # w^R}: a word, a mark, and the word backwards. Length 2k + 1 for a word of length k ≥ 0. DuSell & Chiang (2020) draw it
 * from a grammar S → a S a | #; as they sample at a given length, the mean length of its words cancels out, and all strings
 * of a length are equally probable.
 */
export const markedReversal: Contribution<'language', WordOptions, Language> = defineLanguage({
  name: 'marked-reversal',
  description: '{w # w^R}: a word, a mark, and the word backwards',
  source: 'DuSell & Chiang 2020, 2022, 2023',
  options: z.strictObject({ symbols: alphabetSize }),
  create: ({ symbols }) => {
    const letters = wordSymbols(symbols);
    return templateLanguage({
      name: 'marked-reversal',
      alphabet: [...letters.map(String), '#'],
      level: 'deterministic-context-free',
      lengths: { offset: 1, period: 2 },
      template: (size) => [...word(size, letters), ...repeated(symbols, 1), ...word(size, letters).toReversed()],
    });
  },
});
