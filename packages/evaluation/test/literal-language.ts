import type { Language, PairCount, RandomStream } from '@pushdown/core';

type RequiredOnly = Omit<Language, 'entropyGivenLength' | 'idealAccuracy' | 'pairCounts'>;

/** A language over a and b given by the list of its strings with their probabilities among the strings of their length. */
export function literalLanguage(probabilities: Readonly<Record<string, number>>): RequiredOnly {
  const members = membersOf(probabilities);
  const find = (string: readonly number[]) => members.find((member) => member.string.join() === string.join());
  return {
    name: 'literal',
    alphabet: ['a', 'b'],
    level: 'regular',
    validLengths: (min, max) =>
      [...new Set(members.map(({ string }) => string.length))]
        .filter((length) => length >= min && length <= max)
        .sort((a, b) => a - b),
    sample(length, random: RandomStream) {
      let rest = random.uniform();
      const candidates = members.filter(({ string }) => string.length === length);
      const drawn = candidates.find(({ probability }) => {
        rest -= probability;
        return rest < 0;
      });
      return [...(drawn ?? candidates.at(-1)!).string];
    },
    logProbability: (string) => Math.log(find(string)?.probability ?? 0),
    contains: (string) => find(string) !== undefined,
  };
}

/** The same, with everything that may be known in closed form, by enumeration. */
export function exactLiteralLanguage(probabilities: Readonly<Record<string, number>>): Language {
  const members = membersOf(probabilities);
  const ofLength = (length: number) => members.filter(({ string }) => string.length === length);
  return {
    ...literalLanguage(probabilities),
    entropyGivenLength: (length) =>
      ofLength(length).reduce((nats, { probability }) => nats - probability * Math.log(probability), 0),
    // Not the ideal of any language, but told apart from all others.
    idealAccuracy: (length) => 1 - 1 / (length + 1),
    pairCounts: (length) =>
      ofLength(length).flatMap(({ string, probability }): PairCount[] =>
        [...string, 2].map((next, index) => ({ previous: string[index - 1] ?? -1, next, count: probability })),
      ),
  };
}

function membersOf(probabilities: Readonly<Record<string, number>>) {
  return Object.entries(probabilities).map(([text, probability]) => ({
    string: [...text].map((letter) => 'ab'.indexOf(letter)),
    probability,
  }));
}

/** Lengths 1 and 3, two strings each. The expected values in the tests are worked out by hand for it. */
export const example: Readonly<Record<string, number>> = { a: 0.75, b: 0.25, aab: 0.5, abb: 0.5 };
