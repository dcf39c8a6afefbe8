import type { LevelProbabilities } from './levels.ts';
import type { DyckRules } from './rules.ts';
import { logSequenceProbability } from './string-probability.ts';

/**
 * Σ −p(w) ln p(w) over the strings of one length that the generator returns inside some brackets, by the number of pairs.
 *
 * p(w) is a product: of one factor for how many parts w has, and of p of every part. For sequences of k parts with n pairs in
 * all, the table keeps the sum of the products of the parts and the sum of these products times their −ln.
 *
 * @param inner the same sums one depth further in, for one pair less than the length at hand; they may still be growing, as
 *   without a cutoff they are the very sums computed here.
 */
export function surprises(
  rules: DyckRules,
  level: LevelProbabilities,
  inner: { readonly probabilities: LevelProbabilities; readonly surprises: readonly number[] | 'the same' },
  maximumPairs: number,
): readonly number[] {
  const { nesting, types } = rules;
  const empty = level[0] as number;
  const result = [empty === 1 ? 0 : -empty * Math.log(empty)];
  const innerSurprises = inner.surprises === 'the same' ? result : inner.surprises;
  const logPair = Math.log(nesting / types);
  const logSequences = Array.from({ length: maximumPairs + 1 }, (_, k) => logSequenceProbability(rules, empty, k));
  const weights: number[][] = [[]];
  const weighted: number[][] = [[]];
  for (let pairs = 1; pairs <= maximumPairs; pairs++) {
    const probability = inner.probabilities[pairs - 1] ?? 0;
    let total = 0;
    for (let parts = 1; parts <= pairs; parts++) {
      weights[parts] ??= [];
      weighted[parts] ??= [];
      let weight = 0;
      let surprise = 0;
      if (parts === 1) {
        weight = nesting * probability;
        surprise = nesting * ((innerSurprises[pairs - 1] ?? 0) - logPair * probability);
      } else {
        for (let first = 1; first <= pairs - parts + 1; first++) {
          const [a, b] = [weights[1]![first] as number, weighted[1]![first] as number];
          const rest = weights[parts - 1]![pairs - first] as number;
          weight += a * rest;
          surprise += b * rest + a * (weighted[parts - 1]![pairs - first] as number);
        }
      }
      weights[parts]![pairs] = weight;
      weighted[parts]![pairs] = surprise;
      const logSequence = logSequences[parts] as number;
      total += Math.exp(logSequence) * (surprise - logSequence * weight);
    }
    result.push(total);
  }
  return result;
}
