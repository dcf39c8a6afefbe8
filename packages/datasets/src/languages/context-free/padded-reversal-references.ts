import type { PairCount } from '@pushdown/core';
import { logSum } from '../../numbers/log-sum.ts';
import { requireLength } from '../require-length.ts';

/**
 * Entropy and pair counts of padded reversal in closed form.
 *
 * A derivation of length n with a word of length m has padding of length p = n − 2m and weight c^m g^p / k^m, up to a factor
 * that all of them have: c goes on with the word, g with the padding, and k symbols are equally probable. A string with the
 * shortest such m has one derivation for every m from there to n/2, as a word may end in the padding's symbol; without
 * padding, one for each of the k symbols it could have had. The word and the symbol of the padding are uniform given m.
 */
export function paddedReversalReferences({
  symbols,
  word,
  padding,
}: {
  readonly symbols: number;
  readonly word: number;
  readonly padding: number;
}): { entropy(length: number): number; pairCounts(length: number): readonly PairCount[] } {
  const power = (base: number, exponent: number): number => (exponent === 0 ? 0 : exponent * Math.log(base));

  /** ln of the weight of all derivations with a word of each length; their order is that of the lengths, from 0. */
  function derivations(length: number): readonly number[] {
    const longest = Math.floor(length / 2);
    return Array.from({ length: longest + 1 }, (_, m) => power(word, m) + power(padding, length - 2 * m));
  }

  const isValid = (length: number): boolean =>
    Number.isSafeInteger(length) && length >= 0 && logSum(derivations(length)) > -Infinity;

  return {
    entropy(length) {
      requireLength('padded-reversal', length, isValid);
      const weights = derivations(length);
      const total = logSum(weights);
      let nats = 0;
      // The two symbols in the middle of an even palindrome are equal, so that they are padding of the shortest word.
      for (let shortest = 0; shortest <= Math.max(0, Math.ceil(length / 2) - 1); shortest++) {
        const logProbability =
          logSum(
            weights
              .map((weight, m) => weight - power(symbols, m) - (2 * m < length ? Math.log(symbols) : 0))
              .slice(shortest),
          ) - total;
        const logCount =
          (length > 0 ? Math.log(symbols) : 0) +
          (shortest > 0 ? Math.log(symbols - 1) + power(symbols, shortest - 1) : 0);
        if (logProbability > -Infinity && logCount > -Infinity) {
          nats -= Math.exp(logCount + logProbability) * logProbability;
        }
      }
      return Math.max(0, nats);
    },

    pairCounts(length) {
      requireLength('padded-reversal', length, isValid);
      if (length === 0) return [{ previous: -1, next: symbols, count: 1 }];
      const weights = derivations(length);
      const total = logSum(weights);
      // Neighbors are equal within the padding, and in the middle without any; elsewhere they are independent.
      const equal = weights.reduce(
        (sum, weight, m) => sum + Math.exp(weight - total) * (2 * m < length ? length - 2 * m - 1 : 1),
        0,
      );
      const independent = Math.max(0, length - 1 - equal);
      const ids = Array.from({ length: symbols }, (_, id) => id);
      return [
        ...ids.map((next) => ({ previous: -1, next, count: 1 / symbols })),
        ...ids.flatMap((previous) => [
          ...ids.map((next) => ({
            previous,
            next,
            count: independent / symbols ** 2 + (previous === next ? equal / symbols : 0),
          })),
          { previous, next: symbols, count: 1 / symbols },
        ]),
      ].filter(({ count }) => count > 0);
    },
  };
}
