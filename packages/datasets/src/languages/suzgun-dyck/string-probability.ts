import { isOpening } from './brackets.ts';
import type { LevelProbabilities } from './levels.ts';
import type { DyckRules } from './rules.ts';

/**
 * ln of the probability that k parts stand side by side, the parts themselves apart: S → S S derives them in as many ways as
 * there are binary trees with k leaves, and each of the 2k − 1 nodes may have empty strings beside it. Nothing but the empty
 * string has k = 0.
 */
export function logSequenceProbability({ splitting }: DyckRules, empty: number, parts: number): number {
  if (parts === 0) return Math.log(empty);
  let nats = -Math.log(1 - 2 * splitting * empty);
  for (let part = 2; part <= parts; part++) {
    // The ratio of the Catalan numbers of part − 1 and part − 2.
    nats += Math.log((splitting * (4 * part - 6)) / part) - 2 * Math.log(1 - 2 * splitting * empty);
  }
  return nats;
}

/** ln of the probability that the generator returns a string of balanced brackets, summed over its derivations. */
export function logStringProbability(
  rules: DyckRules,
  levelAt: (depth: number) => LevelProbabilities,
  string: readonly number[],
): number {
  const logPair = Math.log(rules.nesting / rules.types);
  const emptyAt = (depth: number): number => levelAt(depth)[0] as number;
  // How many parts there are so far in each string that is still open, the whole one first.
  const parts = [0];
  let nats = 0;
  for (const symbol of string) {
    if (isOpening(symbol)) {
      parts.push(0);
      continue;
    }
    const depth = parts.length - 1;
    nats += logPair + logSequenceProbability(rules, emptyAt(depth), parts.pop() as number);
    parts[depth - 1] = (parts[depth - 1] as number) + 1;
  }
  return nats + logSequenceProbability(rules, emptyAt(0), parts[0] as number);
}
