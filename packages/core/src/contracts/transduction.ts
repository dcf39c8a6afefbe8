import type { RandomStream } from '../random/streams.ts';
import type { LanguageLevel } from './language.ts';

/**
 * A task that answers every input string with one output string. Both are arrays of symbol ids of their own alphabets. How a
 * model reads the one and writes the other (placeholders, masks, padding to a common length) is not part of the task.
 */
export interface Transduction {
  readonly name: string;
  /** The level of the task in the hierarchy: what kind of memory solves it for inputs of any length. */
  readonly level: LanguageLevel;
  readonly inputAlphabet: readonly string[];
  readonly outputAlphabet: readonly string[];
  /** Input lengths within [min, max], both included, of which there is an input, ascending. */
  validLengths(min: number, max: number): readonly number[];
  /** An input of exactly this length, by the task's distribution. @throws Error when there is none of this length. */
  sampleInput(length: number, random: RandomStream): number[];
  /** The one right answer to an input. @throws Error when it is no input of the task. */
  output(input: readonly number[]): number[];
}
