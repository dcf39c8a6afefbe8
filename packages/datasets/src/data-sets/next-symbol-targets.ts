import type { Language } from '@pushdown/core';
import { LanguageError } from '../errors.ts';

/**
 * Targets of k-hot prediction (Suzgun et al. 2019): after each symbol of a string, which symbols may come next. The end of a
 * string has no place in them.
 *
 * @throws LanguageError when the language does not tell its admissible symbols.
 */
export function nextSymbolTargets(language: Language, string: readonly number[]): readonly (readonly boolean[])[] {
  const { admissibleNext, alphabet, name } = language;
  if (admissibleNext === undefined) {
    throw new LanguageError(`language "${name}" does not tell which symbols may come next`);
  }
  return string.map((_, index) => admissibleNext(string.slice(0, index + 1)).slice(0, alphabet.length));
}
