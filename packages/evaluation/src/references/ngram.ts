import type { Language, LengthRange, NgramCount } from '@pushdown/core';
import { EvaluationError } from '../errors.ts';
import type { BigramScore } from './bigram.ts';
import { lengthsIn, symbolsOf } from './lengths.ts';
import { expectedNgrams } from './ngram-counts.ts';
import { defaultSampling, type SamplingPlan } from './sampling.ts';

/**
 * A predictor that sees the last `order` − 1 symbols: p(next | context). A bigram table has order 2, a trigram table order 3.
 */
export interface NgramTable {
  readonly alphabetSize: number;
  readonly order: number;
  /**
   * Probabilities of the symbols of the alphabet, the end of a string last.
   *
   * @param context the symbols before, the nearest last, −1 in places before the start.
   * @returns undefined for a context that does not occur in training.
   */
  probabilities(context: readonly number[]): readonly number[] | undefined;
  /** False if the table was fitted to sampled strings. */
  readonly exact: boolean;
}

/** What an n-gram table reaches on a range of lengths. */
export type NgramScore = BigramScore;

/**
 * Fits an n-gram table to a language's strings, every valid length of the range being equally frequent; not smoothed, as
 * `fitBigram`.
 *
 * @param order number of symbols in a run, the predicted one included: 2 for a bigram, 3 for a trigram.
 * @param sampling used for a language without `ngramCounts`; the table then says `exact: false`.
 * @throws EvaluationError when the order is not a whole number of at least 1, the range is not one, or the language has no
 *   string in it.
 */
export function fitNgram(
  language: Language,
  trainingRange: LengthRange,
  order: number,
  sampling: SamplingPlan = defaultSampling,
): NgramTable {
  if (!Number.isInteger(order) || order < 1) {
    throw new EvaluationError(`the order of an n-gram is a whole number of at least 1, not ${order}`);
  }
  const alphabetSize = language.alphabet.length;
  const rows = new Map<string, number[]>();
  const lengths = lengthsIn(language, trainingRange);
  for (const { context, next, count } of expectedNgrams(language, lengths, order, sampling, 'n-gram training')) {
    const row = rows.get(context.join()) ?? new Array<number>(alphabetSize + 1).fill(0);
    row[next] = (row[next] as number) + count;
    rows.set(context.join(), row);
  }
  for (const [context, row] of rows) {
    const total = row.reduce((sum, count) => sum + count, 0);
    if (total === 0) rows.delete(context);
    else
      rows.set(
        context,
        row.map((count) => count / total),
      );
  }
  return {
    alphabetSize,
    order,
    probabilities: (context) => rows.get(context.join()),
    exact: language.ngramCounts !== undefined,
  };
}

/**
 * Tests an n-gram table on equally many strings of every valid length of a range. Its guess is the most probable next symbol,
 * of several equally probable ones that with the lowest id; after a context that training does not have it is symbol 0. A run
 * that occurs in the range but not in training makes the perplexity infinite, the more easily the higher the order is.
 *
 * @param sampling used for a language without `ngramCounts`; the score then says `exact: false`.
 * @throws EvaluationError when the table belongs to another alphabet, the range is not one, or the language has no string
 *   in it.
 */
export function evaluateNgram(
  table: NgramTable,
  language: Language,
  range: LengthRange,
  sampling: SamplingPlan = defaultSampling,
): NgramScore {
  if (table.alphabetSize !== language.alphabet.length) {
    throw new EvaluationError(
      `the n-gram table has ${table.alphabetSize} symbols, but language "${language.name}" has ${language.alphabet.length}; fit one to this language`,
    );
  }
  const lengths = lengthsIn(language, range);
  let nats = 0;
  let right = 0;
  for (const run of expectedNgrams(language, lengths, table.order, sampling, 'n-gram test')) {
    if (run.count === 0) continue; // 0 · ln 0 is 0 here, not NaN
    const { probability, guess } = predict(table, run);
    nats -= run.count * Math.log(probability);
    if (guess === run.next) right += run.count;
  }
  const crossEntropy = nats / symbolsOf(lengths);
  return {
    crossEntropy,
    perplexity: Math.exp(crossEntropy),
    accuracy: right / symbolsOf(lengths),
    exact: table.exact && language.ngramCounts !== undefined,
  };
}

function predict(table: NgramTable, { context, next }: NgramCount): { probability: number; guess: number } {
  const row = table.probabilities(context);
  if (row === undefined) return { probability: 0, guess: 0 };
  return { probability: row[next] as number, guess: row.indexOf(Math.max(...row)) };
}
