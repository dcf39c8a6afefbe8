import type { Language, LengthRange } from '@pushdown/core';
import { type BigramScore, evaluateBigram, fitBigram } from './bigram.ts';
import { type LowerBound, lowerBound } from './lower-bound.ts';

/** The two lines that every result is to be read beside. */
export interface References {
  readonly lowerBound: LowerBound;
  /** A bigram table fitted on the training range and tested on the range. */
  readonly bigram: BigramScore;
}

/**
 * The reference values of a language on a range of lengths, as expected over equally many strings of every valid length.
 * @throws EvaluationError when a range is not one, or the language has no string in it.
 */
export function references(language: Language, range: LengthRange, trainingRange: LengthRange): References {
  return {
    lowerBound: lowerBound(language, range),
    bigram: evaluateBigram(fitBigram(language, trainingRange), language, range),
  };
}
