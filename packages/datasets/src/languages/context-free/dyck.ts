import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';
import { terminal } from '../../grammars/grammar.ts';
import { grammarLanguage } from '../../grammars/grammar-language.ts';
import { bracketNames, pairedOpenings } from './brackets.ts';
import { continueProbability, mean } from './continue-probability.ts';

/** Options of `dyck`. */
export interface DyckOptions {
  /** Number of types of brackets; 2 if not given. */
  readonly bracketTypes?: number | undefined;
  /** Mean number of further groups beside a group of brackets, before a length is given. */
  readonly meanBracketSplits?: number | undefined;
  /** Mean depth of brackets inside one another, 1 or more, before a length is given. */
  readonly meanNestingDepth?: number | undefined;
}

/**
 * Balanced words of one or more types of brackets, of which type i opens with symbol 2i and closes with 2i + 1. Lengths are
 * even, from 2. With the grammar of DuSell & Chiang (2020), S → S T | T and T → ( S ) | ( ) for each type.
 *
 * Their rules of T have the same two weights for every type, so that types are uniform and independent of where the brackets
 * are: the language is computed as that of one type, with a type drawn for every pair.
 */
export const dyck: Contribution<'language', DyckOptions, Language> = defineLanguage({
  name: 'dyck',
  description: 'balanced words of one or more types of brackets',
  source: 'DuSell & Chiang 2020, 2022, 2023',
  options: z.strictObject({
    bracketTypes: z.int().min(1).max(1000).default(2),
    meanBracketSplits: mean(0).default(1),
    meanNestingDepth: mean(1).default(40),
  }),
  create: ({ bracketTypes, meanBracketSplits, meanNestingDepth }) => {
    const splits = continueProbability(meanBracketSplits);
    const nesting = continueProbability(meanNestingDepth - 1);
    const [open, close] = [terminal('('), terminal(')')];
    const shapes = grammarLanguage(
      {
        rules: [
          { left: 'S', right: ['S', 'T'], weight: splits },
          { left: 'S', right: ['T'], weight: 1 - splits },
          { left: 'T', right: [open, 'S', close], weight: nesting },
          { left: 'T', right: [open, close], weight: 1 - nesting },
        ],
        unambiguous: true,
      },
      { name: 'dyck' },
    );
    return withTypes(shapes, bracketTypes);
  },
});

/** The language of one type of brackets with independent types. */
function withTypes(shapes: Language, types: number): Language {
  const alphabet = bracketNames(types);
  const logTypes = (length: number): number => (length / 2) * Math.log(types);

  function logProbability(string: readonly number[]): number {
    if (pairedOpenings(string, types) === undefined) return -Infinity;
    return shapes.logProbability(string.map((symbol) => symbol % 2)) - logTypes(string.length);
  }

  return {
    name: shapes.name,
    alphabet,
    level: 'deterministic-context-free',
    validLengths: shapes.validLengths,
    sample(length, random) {
      const shape = shapes.sample(length, random);
      const openings = pairedOpenings(shape, 1)!;
      const string: number[] = [];
      for (const [position, symbol] of shape.entries()) {
        const opening = openings[position]!;
        string.push(symbol === 0 ? 2 * random.integer(types) : string[opening]! + 1);
      }
      return string;
    },
    logProbability,
    contains: (string) => logProbability(string) > -Infinity,
    entropyGivenLength: (length) => shapes.entropyGivenLength!(length) + logTypes(length),
    pairCounts: (length) =>
      shapes.pairCounts!(length).flatMap(({ previous, next, count }) => {
        // Start and end stand for themselves. Neighbors have independent types unless they are a pair: "()".
        if (previous === -1) return ids(types, next).map((id) => ({ previous, next: id, count: count / types }));
        if (next === 2) {
          return ids(types, previous).map((id) => ({ previous: id, next: alphabet.length, count: count / types }));
        }
        if (previous === 0 && next === 1) {
          return ids(types, 0).map((id) => ({ previous: id, next: id + 1, count: count / types }));
        }
        return ids(types, previous).flatMap((id) =>
          ids(types, next).map((other) => ({ previous: id, next: other, count: count / types ** 2 })),
        );
      }),
  };
}

/** The openings or closings of all types. */
function ids(types: number, side: number): readonly number[] {
  return Array.from({ length: types }, (_, type) => 2 * type + side);
}
