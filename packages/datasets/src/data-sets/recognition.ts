import type { Language, LengthRange, RandomStream } from '@pushdown/core';
import { LanguageError } from '../errors.ts';
import { editString } from './edits.ts';
import { lengthsIn } from './lengths.ts';

/** A string and whether it belongs to the language. */
export interface RecognitionExample {
  readonly string: readonly number[];
  readonly label: boolean;
  /** Where the string comes from: the language, random symbols, or a string of the language that was edited. */
  readonly origin: 'member' | 'random' | 'edited';
}

const attempts = 1000;

/**
 * Examples for learning to recognize a language, one by one: of any four in a row from the first, two are strings of the
 * language by its distribution, one consists of uniform random symbols and one is a string of the language after a few edits
 * (see `editString`). All begin with a length that is uniform over the valid ones, so that the length gives away little; an
 * edit may change it by one. Random and edited strings that belong to the language are drawn again: every label is the
 * answer of `contains`.
 *
 * @param options.edits how many edits each edited string has gone through; 1 by default.
 * @throws LanguageError when the range is not one, the language has no string in it, or nearly all strings of its lengths
 *   belong to it, so that 1000 draws in a row gave no other.
 */
export function* recognitionExamples(options: {
  readonly language: Language;
  readonly range: LengthRange;
  readonly count: number;
  readonly random: RandomStream;
  readonly edits?: number;
}): Generator<RecognitionExample, void, undefined> {
  const { language, range, count, random, edits = 1 } = options;
  const lengths = lengthsIn(language, range);
  const alphabetSize = language.alphabet.length;
  const length = (): number => lengths[random.integer(lengths.length)] as number;
  const member = (): number[] => language.sample(length(), random);
  const noise = (): number[] => Array.from({ length: length() }, () => random.integer(alphabetSize));
  const edited = (): number[] => {
    let string = member();
    for (let edit = 0; edit < edits; edit++) string = editString(string, alphabetSize, random);
    return string;
  };

  function outside(draw: () => number[], what: string): number[] {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const string = draw();
      if (!language.contains(string)) return string;
    }
    throw new LanguageError(
      `language "${language.name}" contains each of ${attempts} ${what} strings of lengths ${range.min} to ${range.max}; there is nothing to tell it from`,
    );
  }

  for (let index = 0; index < count; index++) {
    if (index % 2 === 0) yield { string: member(), label: true, origin: 'member' };
    else if (index % 4 === 1) yield { string: outside(noise, 'random'), label: false, origin: 'random' };
    else yield { string: outside(edited, 'edited'), label: false, origin: 'edited' };
  }
}
