import { type Language, type NgramCount, type RandomStream, randomStream } from '@pushdown/core';
import type { SamplingPlan } from './sampling.ts';

/**
 * Expected numbers of runs of `order` symbols in one string of each length.
 *
 * @param purpose names the stream of random numbers, so that a table is never tested on the strings it was fitted to.
 */
export function expectedNgrams(
  language: Language,
  lengths: readonly number[],
  order: number,
  sampling: SamplingPlan,
  purpose: string,
): readonly NgramCount[] {
  if (language.ngramCounts !== undefined) {
    return lengths.flatMap((length) => language.ngramCounts?.(length, order) ?? []);
  }
  const random = randomStream(sampling.seed, `${purpose} of ${language.name}`);
  return lengths.flatMap((length) => sampledNgrams(language, length, order, sampling.stringsPerLength, random));
}

function sampledNgrams(
  language: Language,
  length: number,
  order: number,
  strings: number,
  random: RandomStream,
): readonly NgramCount[] {
  const end = language.alphabet.length;
  const counts = new Map<string, NgramCount>();
  for (let drawn = 0; drawn < strings; drawn++) {
    const symbols = [...new Array<number>(order - 1).fill(-1), ...language.sample(length, random), end];
    for (let place = order - 1; place < symbols.length; place++) {
      const context = symbols.slice(place - order + 1, place);
      const next = symbols[place] as number;
      const key = [...context, next].join();
      counts.set(key, { context, next, count: (counts.get(key)?.count ?? 0) + 1 / strings });
    }
  }
  return [...counts.values()];
}
