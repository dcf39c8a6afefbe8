import type { NgramCount, PairCount } from '@pushdown/core';

/** Adds up counts of the same run of symbols. */
export interface NgramTally {
  add(context: readonly number[], next: number, count: number): void;
  /** One entry for each run, by the ids of its symbols. */
  counts(): readonly NgramCount[];
}

export function ngramTally(): NgramTally {
  const counts = new Map<string, NgramCount>();
  return {
    add(context, next, count) {
      const key = [...context, next].join();
      counts.set(key, { context, next, count: count + (counts.get(key)?.count ?? 0) });
    },
    counts: () => [...counts.values()].sort(bySymbols),
  };
}

/** Runs of two symbols as pairs. */
export function asPairs(counts: readonly NgramCount[]): readonly PairCount[] {
  return counts.map(({ context, next, count }) => ({ previous: context[0] as number, next, count }));
}

function bySymbols(first: NgramCount, second: NgramCount): number {
  const [a, b] = [first, second].map(({ context, next }) => [...context, next]) as [number[], number[]];
  const place = a.findIndex((symbol, index) => symbol !== b[index]);
  return place === -1 ? 0 : (a[place] as number) - (b[place] as number);
}
