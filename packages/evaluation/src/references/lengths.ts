import type { Language, LengthRange } from '@pushdown/core';
import { EvaluationError } from '../errors.ts';

/**
 * The valid lengths of a language within a range, both ends included.
 * @throws EvaluationError when the range is not one, or the language has no string in it.
 */
export function lengthsIn(language: Language, range: LengthRange): readonly number[] {
  const { min, max } = range;
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 0 || max < min) {
    throw new EvaluationError(`a range of lengths needs whole numbers 0 ≤ min ≤ max, given min ${min}, max ${max}`);
  }
  const lengths = language.validLengths(min, max);
  if (lengths.length === 0) {
    throw new EvaluationError(
      `language "${language.name}" has no string of a length from ${min} to ${max}; choose a wider range`,
    );
  }
  return lengths;
}

/** Predictions that one string of each length takes, the ends included. */
export function symbolsOf(lengths: readonly number[]): number {
  return lengths.reduce((total, length) => total + length + 1, 0);
}
