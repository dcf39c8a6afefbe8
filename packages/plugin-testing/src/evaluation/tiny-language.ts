import type { Language, PairCount } from '@pushdown/core';

/**
 * What evaluations are tried on: (ab | ba)^k over {a, b}, in which ab is three times as probable as ba. Everything that a
 * language may know is known.
 */
export function tinyLanguage(): Language {
  const [common, rare] = [3 / 4, 1 / 4];
  const isPair = (string: readonly number[], start: number): boolean =>
    string[start] !== string[start + 1] &&
    [0, 1].includes(string[start] as number) &&
    [0, 1].includes(string[start + 1] as number);
  const pairsOf = (string: readonly number[]): number[] =>
    string.flatMap((_, place) => (place % 2 === 0 ? [place] : []));
  const contains = (string: readonly number[]): boolean =>
    string.length % 2 === 0 && pairsOf(string).every((place) => isPair(string, place));
  const pairCounts = (length: number): PairCount[] => {
    const blocks = length / 2;
    if (blocks === 0) return [{ previous: -1, next: 2, count: 1 }];
    const chance = [common, rare];
    const between = blocks - 1;
    return [
      ...chance.map((count, next) => ({ previous: -1, next, count })),
      ...chance.map((count, first) => ({ previous: first, next: 1 - first, count: blocks * count })),
      // The last symbol of a block is the other one of its first.
      ...chance.flatMap((before, first) =>
        chance.map((after, next) => ({ previous: 1 - first, next, count: between * before * after })),
      ),
      ...chance.map((count, first) => ({ previous: 1 - first, next: 2, count })),
    ];
  };
  return {
    name: 'tiny',
    alphabet: ['a', 'b'],
    level: 'regular',
    validLengths: (min, max) =>
      Array.from({ length: Math.max(0, max - min + 1) }, (_, index) => min + index).filter(
        (length) => length >= 0 && length % 2 === 0,
      ),
    sample(length, random) {
      if (length % 2 !== 0) throw new RangeError(`the language tiny has no string of length ${length}`);
      return Array.from({ length: length / 2 }, () => (random.uniform() < common ? [0, 1] : [1, 0])).flat();
    },
    logProbability: (string) =>
      contains(string)
        ? pairsOf(string).reduce((sum, place) => sum + Math.log(string[place] === 0 ? common : rare), 0)
        : Number.NEGATIVE_INFINITY,
    contains,
    entropyGivenLength: (length) => -(length / 2) * (common * Math.log(common) + rare * Math.log(rare)),
    idealAccuracy: (length) => ((length / 2) * (1 + common) + 1) / (length + 1),
    pairCounts,
    admissibleNext(prefix) {
      if (prefix.length % 2 === 0) return contains(prefix) ? [true, true, true] : [false, false, false];
      const last = prefix.at(-1);
      return contains(prefix.slice(0, -1)) ? [last === 1, last === 0, false] : [false, false, false];
    },
  };
}
