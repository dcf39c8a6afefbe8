import { type Contribution, defineLanguage, type Language } from '@pushdown/core';
import { z } from 'zod';

export interface PlaceholderLanguageOptions {
  /** Probability that a block is `ab` and not `ba`; ½ by default. */
  readonly share?: number | undefined;
}

/** (ab | ba)^k: blocks of two symbols, drawn one by one. */
export const placeholderLanguage: Contribution<'language', PlaceholderLanguageOptions, Language> = defineLanguage({
  name: 'placeholder-language',
  description: 'blocks of ab and ba',
  options: z.strictObject({ share: z.number().gt(0).lt(1).default(0.5) }) as z.ZodType<
    Required<PlaceholderLanguageOptions>,
    PlaceholderLanguageOptions
  >,
  create({ share = 0.5 }) {
    const firsts = (string: readonly number[]): number[] => string.filter((_, place) => place % 2 === 0);
    const contains = (string: readonly number[]): boolean =>
      string.length % 2 === 0 &&
      string.every(
        (symbol, place) => (symbol === 0 || symbol === 1) && (place % 2 === 0 || symbol !== string[place - 1]),
      );
    const blockEntropy = -share * Math.log(share) - (1 - share) * Math.log(1 - share);
    return {
      name: 'placeholder-language',
      alphabet: ['a', 'b'],
      level: 'regular',
      validLengths: (min, max) =>
        Array.from({ length: Math.max(0, max - min + 1) }, (_, index) => min + index).filter(
          (length) => length >= 0 && length % 2 === 0,
        ),
      sample(length, random) {
        if (length < 0 || length % 2 !== 0) throw new RangeError(`there is no string of length ${length}`);
        return Array.from({ length: length / 2 }, () => (random.uniform() < share ? [0, 1] : [1, 0])).flat();
      },
      logProbability: (string) =>
        contains(string)
          ? firsts(string).reduce((sum, symbol) => sum + Math.log(symbol === 0 ? share : 1 - share), 0)
          : Number.NEGATIVE_INFINITY,
      contains,
      entropyGivenLength: (length) => (length / 2) * blockEntropy,
      admissibleNext(prefix) {
        const open = prefix.length % 2 === 1;
        if (!contains(open ? prefix.slice(0, -1) : prefix)) return [false, false, false];
        return open ? [prefix.at(-1) === 1, prefix.at(-1) === 0, false] : [true, true, true];
      },
    };
  },
});
