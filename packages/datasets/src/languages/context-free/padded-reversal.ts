import { type Contribution, defineLanguage, type Language, type PairCount } from '@pushdown/core';
import { z } from 'zod';
import type { GrammarRule } from '../../grammars/grammar.ts';
import { terminal } from '../../grammars/grammar.ts';
import { grammarLanguage } from '../../grammars/grammar-language.ts';
import { continueProbability, mean } from './continue-probability.ts';
import { paddedReversalReferences } from './padded-reversal-references.ts';
import { alphabetSize, type WordOptions, wordSymbols } from './word-symbols.ts';

/** Options of `paddedReversal`. */
export interface PaddedReversalOptions extends WordOptions {
  /** Mean length of the word, before a length is given. */
  readonly meanWordLength?: number | undefined;
  /** Mean length of the padding, before a length is given. */
  readonly meanPaddingLength?: number | undefined;
}

/**
 * {w a^p w^R : a ∈ Σ, p ≥ 0}: a word, padding by one repeated symbol, and the word backwards. Ambiguous, since a word may end
 * in the symbol of the padding. Grammar and weights are those of DuSell & Chiang (2020).
 */
export const paddedReversal: Contribution<'language', PaddedReversalOptions, Language> = defineLanguage({
  name: 'padded-reversal',
  description: '{w a^p w^R}: a word, padding by one repeated symbol, and the word backwards',
  source: 'DuSell & Chiang 2020, 2022',
  options: z.strictObject({
    symbols: alphabetSize,
    meanWordLength: mean(0).default(60),
    meanPaddingLength: mean(0).default(30),
  }),
  create: ({ symbols, meanWordLength, meanPaddingLength }) => {
    const word = continueProbability(meanWordLength);
    const padding = continueProbability(meanPaddingLength);
    const names = wordSymbols(symbols).map(String);
    const rules = names.flatMap((name): GrammarRule[] => {
      const symbol = terminal(name);
      const padded = `padded by ${name}`;
      return [
        { left: 'reversal', right: [symbol, 'reversal', symbol], weight: word / symbols },
        { left: 'reversal', right: [padded], weight: (1 - word) / symbols },
        { left: padded, right: [symbol, padded], weight: padding },
        { left: padded, right: [], weight: 1 - padding },
      ];
    });
    const language = grammarLanguage({ rules, alphabet: names }, { name: 'padded-reversal' });
    const references = paddedReversalReferences({ symbols, word, padding });
    return {
      ...language,
      entropyGivenLength: (length): number => references.entropy(length),
      pairCounts: (length): readonly PairCount[] => references.pairCounts(length),
    };
  },
});
