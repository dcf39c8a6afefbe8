import type { Language, LengthRange } from '@pushdown/core';
import { EvaluationError } from '../errors.ts';
import { lengthsIn, symbolsOf } from './lengths.ts';
import { expectedPairs } from './pair-counts.ts';
import { defaultSampling, type SamplingPlan } from './sampling.ts';

/**
 * A predictor that sees one symbol: p(next | previous). Its rows are the previous symbols, the start of a string first and
 * symbol s in row s + 1; its columns are the next symbols, the end of a string last. A row is all zeros if its symbol does
 * not occur in training.
 */
export interface BigramTable {
  readonly alphabetSize: number;
  /** (alphabetSize + 1) rows of alphabetSize + 1 probabilities. */
  readonly probabilities: readonly (readonly number[])[];
  /** False if the table was fitted to sampled strings. */
  readonly exact: boolean;
}

/** What a bigram table reaches on a range of lengths. */
export interface BigramScore {
  /** Nats per symbol, the end included; infinite if a pair occurs that training does not have. */
  readonly crossEntropy: number;
  /** exp(crossEntropy). */
  readonly perplexity: number;
  /** Expected share of right guesses, the end included. */
  readonly accuracy: number;
  /** False if the table or the pairs it was tested on come from sampled strings. */
  readonly exact: boolean;
}

/**
 * Fits a bigram table to a language's strings, every valid length of the range being equally frequent. It is not smoothed: a
 * pair that cannot occur has probability 0.
 *
 * @param sampling used for a language without `pairCounts`; the table then says `exact: false`.
 * @throws EvaluationError when the range is not one, or the language has no string in it.
 */
export function fitBigram(
  language: Language,
  trainingRange: LengthRange,
  sampling: SamplingPlan = defaultSampling,
): BigramTable {
  const symbols = language.alphabet.length + 1;
  const counts = Array.from({ length: symbols }, () => new Array<number>(symbols).fill(0));
  for (const { previous, next, count } of expectedPairs(
    language,
    lengthsIn(language, trainingRange),
    sampling,
    'bigram training',
  )) {
    const row = counts[previous + 1]!;
    row[next] = row[next]! + count;
  }
  const probabilities = counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return total === 0 ? row : row.map((count) => count / total);
  });
  return { alphabetSize: language.alphabet.length, probabilities, exact: language.pairCounts !== undefined };
}

/**
 * Tests a bigram table on equally many strings of every valid length of a range. Its guess is the most probable next
 * symbol, of several equally probable ones that with the lowest id. A pair that occurs in the range but not in training has
 * probability 0, so that the perplexity is infinite: smoothing would only hide that the table is no predictor there.
 *
 * @param sampling used for a language without `pairCounts`; the score then says `exact: false`.
 * @throws EvaluationError when the table belongs to another alphabet, the range is not one, or the language has no string
 *   in it.
 */
export function evaluateBigram(
  table: BigramTable,
  language: Language,
  range: LengthRange,
  sampling: SamplingPlan = defaultSampling,
): BigramScore {
  if (table.alphabetSize !== language.alphabet.length) {
    throw new EvaluationError(
      `the bigram table has ${table.alphabetSize} symbols, but language "${language.name}" has ${language.alphabet.length}; fit one to this language`,
    );
  }
  const lengths = lengthsIn(language, range);
  const guesses = table.probabilities.map((row) => row.indexOf(Math.max(...row)));
  let nats = 0;
  let right = 0;
  for (const { previous, next, count } of expectedPairs(language, lengths, sampling, 'bigram test')) {
    if (count === 0) continue; // 0 · ln 0 is 0 here, not NaN
    nats -= count * Math.log(table.probabilities[previous + 1]![next]!);
    if (guesses[previous + 1] === next) right += count;
  }
  const crossEntropy = nats / symbolsOf(lengths);
  return {
    crossEntropy,
    perplexity: Math.exp(crossEntropy),
    accuracy: right / symbolsOf(lengths),
    exact: table.exact && language.pairCounts !== undefined,
  };
}
