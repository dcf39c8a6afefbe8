import type { RandomStream } from '@pushdown/core';
import { closing, opening } from './brackets.ts';
import type { LevelProbabilities } from './levels.ts';
import type { DyckRules } from './rules.ts';

/**
 * A string of exactly so many pairs, with the probability that the generator has of returning it, given that it returns one
 * of this length: rules and the sizes of what they derive are drawn from above, in proportion to the probability of all
 * strings that follow from them.
 */
export function sampleDyckString(
  rules: DyckRules,
  levelAt: (depth: number) => LevelProbabilities,
  pairs: number,
  random: RandomStream,
): number[] {
  const string: number[] = [];

  function append(depth: number, size: number): void {
    if (size === 0) return;
    const level = levelAt(depth);
    // Empty strings beside a part multiply all ways by the same factor, which may be left out.
    let nested = rules.nesting * (levelAt(depth + 1)[size - 1] ?? 0);
    const splits: number[] = [];
    for (let first = 1; first < size; first++) {
      splits.push(rules.splitting * (level[first] as number) * (level[size - first] as number));
    }
    let rest = random.uniform() * splits.reduce((sum, weight) => sum + weight, nested);
    let first = 0;
    while (rest >= nested && first < splits.length) {
      rest -= nested;
      nested = splits[first] as number;
      first++;
    }
    if (first > 0) {
      append(depth, first);
      append(depth, size - first);
      return;
    }
    const type = random.integer(rules.types);
    string.push(opening(type));
    append(depth + 1, size - 1);
    string.push(closing(type));
  }

  append(0, pairs);
  return string;
}
