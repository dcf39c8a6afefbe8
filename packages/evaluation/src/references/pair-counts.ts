import { type Language, type PairCount, type RandomStream, randomStream } from '@pushdown/core';
import type { SamplingPlan } from './sampling.ts';

/**
 * Expected numbers of symbol pairs in one string of each length.
 *
 * @param purpose names the stream of random numbers, so that a table is never tested on the strings it was fitted to.
 */
export function expectedPairs(
  language: Language,
  lengths: readonly number[],
  sampling: SamplingPlan,
  purpose: string,
): readonly PairCount[] {
  if (language.pairCounts !== undefined) return lengths.flatMap((length) => language.pairCounts?.(length) ?? []);
  const random = randomStream(sampling.seed, `${purpose} of ${language.name}`);
  return lengths.flatMap((length) => sampledPairs(language, length, sampling.stringsPerLength, random));
}

function sampledPairs(language: Language, length: number, strings: number, random: RandomStream): readonly PairCount[] {
  const end = language.alphabet.length;
  const counts = new Map<number, PairCount>();
  for (let drawn = 0; drawn < strings; drawn++) {
    let previous = -1;
    for (const next of [...language.sample(length, random), end]) {
      const key = (previous + 1) * (end + 1) + next;
      counts.set(key, { previous, next, count: (counts.get(key)?.count ?? 0) + 1 / strings });
      previous = next;
    }
  }
  return [...counts.values()];
}
