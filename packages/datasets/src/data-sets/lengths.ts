import type { Language, LengthRange } from '@pushdown/core';
import { LanguageError } from '../errors.ts';

/**
 * The valid lengths of a language within a range, both ends included.
 * @throws LanguageError when the range is not one, or the language has no string in it.
 */
export function lengthsIn(language: Language, { min, max }: LengthRange): readonly number[] {
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 0 || max < min) {
    throw new LanguageError(`a range of lengths needs whole numbers 0 ≤ min ≤ max, given min ${min}, max ${max}`);
  }
  const lengths = language.validLengths(min, max);
  if (lengths.length === 0) {
    throw new LanguageError(
      `language "${language.name}" has no string of a length from ${min} to ${max}; choose a wider range`,
    );
  }
  return lengths;
}
