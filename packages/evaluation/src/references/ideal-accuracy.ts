import type { Language, LengthRange } from '@pushdown/core';
import { lengthsIn, symbolsOf } from './lengths.ts';

/**
 * The largest expected accuracy of any predictor that knows the length of each string, over equally many strings of every
 * valid length of a range, ends of strings included. One that does not know it loses up to about one symbol for every place
 * where something ends that the length would tell.
 *
 * @returns undefined for a language without `idealAccuracy`.
 * @throws EvaluationError when the range is not one, or the language has no string in it.
 */
export function idealAccuracy(language: Language, range: LengthRange): number | undefined {
  const lengths = lengthsIn(language, range);
  if (language.idealAccuracy === undefined) return undefined;
  let right = 0;
  for (const length of lengths) right += (length + 1) * language.idealAccuracy(length);
  return right / symbolsOf(lengths);
}
