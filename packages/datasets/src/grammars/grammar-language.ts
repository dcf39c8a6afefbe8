import type { Language, LanguageLevel } from '@pushdown/core';
import { requireLength } from '../languages/require-length.ts';
import { createGrammar } from './check.ts';
import { derivationEntropy, expectedPairs } from './expectations.ts';
import type { Grammar, GrammarDefinition } from './grammar.ts';
import { lengthWeights } from './length-weights.ts';
import { toNormalForm } from './normal-form.ts';
import { sampleDerivation } from './sample-derivation.ts';
import { stringWeight } from './string-weight.ts';

/** So many numbers for each length may pair counts keep: at usual lengths, more would take hundreds of megabytes. */
const largestPairTable = 50_000;

/** Options of `grammarLanguage`. */
export interface GrammarLanguageOptions {
  readonly name: string;
  /** Where the language stands in the Chomsky hierarchy. A grammar cannot tell; `context-free` if not given. */
  readonly level?: LanguageLevel | undefined;
}

/**
 * The language of a weighted context-free grammar. At each length, a derivation is as probable as the product of the
 * weights of its rules is large, and a string as its derivations together (DuSell & Chiang 2020). Weights need not be
 * probabilities; an overall factor within one length makes no difference.
 *
 * `entropyGivenLength` is there if the grammar says that it is unambiguous. `pairCounts` is there unless the grammar is very
 * large. `idealAccuracy` is not.
 *
 * @throws GrammarError when the definition is not well formed, or a string would have infinite weight because its empty or
 *   unary derivations diverge. The functions of the language throw LanguageError when asked about a length without strings.
 */
export function grammarLanguage(grammar: Grammar | GrammarDefinition, options: GrammarLanguageOptions): Language {
  const checked = 'warnings' in grammar ? grammar : createGrammar(grammar);
  const { name, level = 'context-free' } = options;
  const { alphabet, unambiguous } = checked;
  const form = toNormalForm(checked);
  const weights = lengthWeights(form);
  const logWeight = stringWeight(form, alphabet.length);
  const pairsOf = expectedPairs(form, weights, alphabet.length);
  const entropyOf = derivationEntropy(form, weights);

  function hasLength(length: number): boolean {
    if (!Number.isSafeInteger(length) || length < 0) return false;
    if (length === 0) return form.emptyWeight > 0;
    weights.extendTo(length);
    return !weights.full.isZero(weights.indexAt(form.start, length));
  }

  const logTotal = (length: number): number => weights.full.log(weights.indexAt(form.start, length));

  function logProbability(string: readonly number[]): number {
    const { length } = string;
    if (string.some((symbol) => alphabet[symbol] === undefined) || !hasLength(length)) return -Infinity;
    // Rounding must not make a probability exceed 1.
    return length === 0 ? 0 : Math.min(0, logWeight(string) - logTotal(length));
  }

  return {
    name,
    alphabet,
    level,
    validLengths(min, max) {
      const lengths = [];
      for (let length = Math.max(0, Math.ceil(min)); length <= max; length++)
        if (hasLength(length)) lengths.push(length);
      return lengths;
    },
    sample(length, random) {
      requireLength(name, length, hasLength);
      return length === 0 ? [] : sampleDerivation(form, weights, length, random);
    },
    logProbability,
    contains: (string) => logProbability(string) > -Infinity,
    ...(unambiguous && {
      entropyGivenLength(length: number) {
        requireLength(name, length, hasLength);
        return length === 0 ? 0 : entropyOf(length);
      },
    }),
    ...(form.nonterminals * alphabet.length ** 2 <= largestPairTable && {
      pairCounts(length: number) {
        requireLength(name, length, hasLength);
        return length === 0 ? [{ previous: -1, next: alphabet.length, count: 1 }] : pairsOf(length);
      },
    }),
  };
}
