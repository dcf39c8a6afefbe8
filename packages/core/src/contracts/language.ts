import type { RandomStream } from '../random/streams.ts';

/** Where a language stands in the Chomsky hierarchy. */
export type LanguageLevel = 'regular' | 'deterministic-context-free' | 'context-free' | 'context-sensitive';

/** How often symbol `next` follows `previous` in a random string; −1 stands for the start, the alphabet's size for the end. */
export interface PairCount {
  readonly previous: number;
  readonly next: number;
  readonly count: number;
}

/** How often symbol `next` follows the symbols of `context` in a random string; start and end as in `PairCount`. */
export interface NgramCount {
  /** The symbols before `next`, the nearest last. Places before the start of the string hold −1. */
  readonly context: readonly number[];
  readonly next: number;
  readonly count: number;
}

/**
 * A formal language with a probability distribution over its strings of each length. Strings are arrays of symbol ids,
 * 0 to alphabet.length − 1. The end of a string is predicted as the id alphabet.length and is never part of a string.
 */
export interface Language {
  readonly name: string;
  readonly alphabet: readonly string[];
  readonly level: LanguageLevel;
  /**
   * Lengths within [min, max], both included, of which there is a string, ascending.
   * @throws Error when the definition of the language proves wrong; so do the other functions.
   */
  validLengths(min: number, max: number): readonly number[];
  /** A string of exactly this length, by the language's distribution. @throws Error when there is none of this length. */
  sample(length: number, random: RandomStream): number[];
  /**
   * ln p(string | its length), in nats; −Infinity for strings outside the language.
   * @throws Error when the definition of the language proves wrong.
   */
  logProbability(string: readonly number[]): number;
  /** Whether a string belongs to the language. @throws Error when the definition of the language proves wrong. */
  contains(string: readonly number[]): boolean;
  /**
   * Expected −ln p(w | length) in nats, where it is known in closed form.
   * @throws Error when there is no string of this length.
   */
  entropyGivenLength?(length: number): number;
  /**
   * The largest expected share of right guesses, the end of the string included, that any predictor can reach on strings
   * of a length it knows; where it is known in closed form.
   * @throws Error when there is no string of this length.
   */
  idealAccuracy?(length: number): number;
  /**
   * Exact expected pair counts over the strings of a length, where they are known in closed form.
   * @throws Error when there is no string of this length.
   */
  pairCounts?(length: number): readonly PairCount[];
  /**
   * The same for runs of `order` symbols, the last of them being `next`: pairs have order 2. Where it is known in closed
   * form; a context may be listed more than once.
   * @throws Error when there is no string of this length.
   */
  ngramCounts?(length: number, order: number): readonly NgramCount[];
  /**
   * What may come after a prefix: for each symbol of the alphabet whether some string of the language, of whatever length,
   * begins with the prefix and this symbol; and last, at index alphabet.length, whether the prefix is itself a string. All
   * false after a prefix of no string. Targets of k-hot prediction as in Suzgun et al. (2019) are the first alphabet.length
   * of these values.
   */
  admissibleNext?(prefix: readonly number[]): readonly boolean[];
}
