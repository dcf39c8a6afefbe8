import type { LanguageLevel, Transduction } from '@pushdown/core';
import { checkInput, checkLength } from './input.ts';
import { lengthsFrom } from './lengths.ts';

/** A task whose inputs are all words over an alphabet, uniform for each length. */
export interface WordTaskDefinition {
  readonly name: string;
  readonly level: LanguageLevel;
  readonly inputAlphabet: readonly string[];
  /** The input alphabet where it is left out. */
  readonly outputAlphabet?: readonly string[];
  readonly output: (input: readonly number[]) => number[];
}

/** The task of a definition. Its inputs have all lengths from 1. */
export function wordTask(definition: WordTaskDefinition): Transduction {
  const { name, level, inputAlphabet, outputAlphabet = inputAlphabet } = definition;
  return {
    name,
    level,
    inputAlphabet,
    outputAlphabet,
    validLengths: (min, max) => lengthsFrom(1, 1, min, max),
    sampleInput(length, random) {
      checkLength(name, length, length >= 1, 'its lengths begin with 1');
      return Array.from({ length }, () => random.integer(inputAlphabet.length));
    },
    output(input) {
      checkInput(name, input, inputAlphabet.length, 'a word of at least one symbol', input.length > 0);
      return definition.output(input);
    },
  };
}
