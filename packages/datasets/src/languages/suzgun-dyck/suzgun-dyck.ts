import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { LanguageError } from '../../errors.ts';
import { bracketNames, isOpening, openBrackets } from './brackets.ts';
import { dyckLevels, type LevelProbabilities } from './levels.ts';
import type { DyckRules } from './rules.ts';
import { sampleDyckString } from './sample.ts';
import { logStringProbability } from './string-probability.ts';
import { surprises } from './surprise.ts';

/** Options of `suzgun-dyck`. */
export interface SuzgunDyckOptions {
  /** How many types of brackets; 2 by default. */
  readonly types?: number | undefined;
  /** Where the generator cuts off; without it the distribution is that of the grammar. */
  readonly maximumLength?: number | undefined;
}

/**
 * Dyck-n as Suzgun et al. (2019) generate it: S → (_i S )_i with probability 1/2, S → S S with 1/4, S → ε with 1/4.
 * logProbability is exact: ln of the probability that the generator returns the string, summed over its derivations, given
 * that it returns a string of this length. The distinctness of the strings of a data set is not part of it; for such a set
 * see `distinctDyckStrings`.
 *
 * With `maximumLength` the distribution is that of their program for this maximum, whose cutoff makes flat strings a little
 * more probable; longer strings then do not belong to the language. The lengths are all even ones, 0 included.
 *
 * Their targets are the first 2n values of `admissibleNext`: all opening brackets, and the bracket that closes the innermost
 * open one. As there, an opening bracket is admissible even where the maximum length leaves no room to close it.
 */
export const suzgunDyck: Contribution<'language', SuzgunDyckOptions, Language> = defineLanguage({
  name: 'suzgun-dyck',
  description: 'balanced brackets of several types as in the experiments of Suzgun et al., with k-hot targets',
  source: 'Suzgun et al. 2019',
  options: z.strictObject({
    types: z.int().min(1).max(1000).default(2),
    maximumLength: z.int().min(2).optional(),
  }),
  create: ({ types, maximumLength }) => dyckLanguage({ types, nesting: 0.5, splitting: 0.25, maximumLength }),
});

function dyckLanguage(rules: DyckRules): Language {
  const { types, maximumLength = Number.POSITIVE_INFINITY } = rules;
  const name = 'suzgun-dyck';
  const levels = dyckLevels(rules);
  const entropies = new Map<number, number>();

  /** @throws LanguageError when there is no string of this length. */
  function pairsOf(length: number): number {
    if (Number.isInteger(length / 2) && length >= 0 && length <= maximumLength) return length / 2;
    const limit = maximumLength === Number.POSITIVE_INFINITY ? '' : ` of at most ${maximumLength}`;
    throw new LanguageError(
      `language "${name}" has no string of length ${length}; its lengths are the even ones${limit}`,
    );
  }

  const contains = (string: readonly number[]): boolean =>
    string.length <= maximumLength && openBrackets(string, types)?.length === 0;

  return {
    name,
    alphabet: bracketNames(types),
    level: 'deterministic-context-free',
    validLengths(min, max) {
      const first = 2 * Math.max(0, Math.ceil(min / 2));
      const count = Math.max(0, Math.floor((Math.min(max, maximumLength) - first) / 2) + 1);
      return Array.from({ length: count }, (_, index) => first + 2 * index);
    },
    sample(length, random) {
      const pairs = pairsOf(length);
      return sampleDyckString(rules, (depth) => levels(depth, pairs), pairs, random);
    },
    contains,
    logProbability(string) {
      if (!contains(string)) return Number.NEGATIVE_INFINITY;
      const pairs = string.length / 2;
      const levelAt = (depth: number): LevelProbabilities => levels(depth, pairs);
      // Of the only string of its length, rounding may leave a little more than 0.
      return Math.min(0, logStringProbability(rules, levelAt, string) - Math.log(levelAt(0)[pairs] as number));
    },
    entropyGivenLength(length) {
      const pairs = pairsOf(length);
      if (!entropies.has(pairs)) {
        // All shorter lengths come with it; ahead of need, because a range of lengths is usually asked for one by one.
        const largest = Math.min(64 * Math.ceil(pairs / 64), Math.floor(maximumLength / 2));
        const sums = surprisesUpTo(rules, levels, largest);
        for (const [size, sum] of sums.entries()) {
          const probability = levels(0, largest)[size] as number;
          entropies.set(size, Math.max(0, sum / probability + Math.log(probability)));
        }
      }
      return entropies.get(pairs) as number;
    },
    admissibleNext(prefix) {
      const open = openBrackets(prefix, types);
      const innermost = open?.at(-1);
      return [
        ...bracketNames(types).map((_, id) => open !== undefined && (isOpening(id) || id >> 1 === innermost)),
        open?.length === 0,
      ];
    },
  };
}

function surprisesUpTo(
  rules: DyckRules,
  levels: (depth: number, pairs: number) => LevelProbabilities,
  pairs: number,
): readonly number[] {
  if (rules.maximumLength === undefined) {
    const level = levels(0, pairs);
    return surprises(rules, level, { probabilities: level, surprises: 'the same' }, pairs);
  }
  // Inside all other brackets there is nothing but the empty string, which is no surprise.
  let inner: readonly number[] = [0];
  for (let depth = Math.ceil(rules.maximumLength / 2) - 1; depth >= 0; depth--) {
    const probabilities = levels(depth + 1, pairs);
    inner = surprises(rules, levels(depth, pairs), { probabilities, surprises: inner }, pairs);
  }
  return inner;
}
