import type { DyckRules } from './rules.ts';

/**
 * What the generator gives inside a number of brackets: the probability that it returns a string of so many pairs of
 * brackets, by the number of pairs.
 */
export type LevelProbabilities = readonly number[];

/**
 * The probabilities at every depth of brackets.
 *
 * A string consists of parts, each a pair of brackets with a string inside. Writing e for the probability of the empty string
 * and λ(n) for that of n > 0 pairs, S → S S may put any number of empty strings beside a part, hence
 *
 *     λ(n) = (nesting · λ'(n − 1) + splitting · Σ_{0<i<n} λ(i) λ(n − i)) / (1 − 2 · splitting · e)
 *
 * where λ' belongs to the next depth. Without a cutoff all depths are alike and e solves e = 1 − nesting − splitting +
 * splitting · e². With one, e also gets everything that is cut off, so that e and all λ sum to 1; each λ grows with e, which
 * leaves one solution.
 */
export function dyckLevels(rules: DyckRules): (depth: number, pairs: number) => LevelProbabilities {
  const { maximumLength } = rules;
  if (maximumLength === undefined) {
    let known: LevelProbabilities = [];
    return (_, pairs) => {
      if (known.length <= pairs) known = unboundedLevel(rules, 2 * pairs);
      return known;
    };
  }
  let levels: readonly LevelProbabilities[] | undefined;
  return (depth) => {
    levels ??= boundedLevels(rules, maximumLength);
    return levels[depth] ?? [1];
  };
}

function unboundedLevel(rules: DyckRules, maximumPairs: number): LevelProbabilities {
  const { nesting, splitting } = rules;
  const empty =
    splitting === 0 ? 1 - nesting : (1 - Math.sqrt(1 - 4 * splitting * (1 - nesting - splitting))) / (2 * splitting);
  const level: number[] = [empty];
  return extendLevel(rules, level, level, maximumPairs);
}

/** From depth 0 to the last one at which the generator looks at its rules. */
function boundedLevels(rules: DyckRules, maximumLength: number): readonly LevelProbabilities[] {
  const levels: LevelProbabilities[] = [];
  const maximumPairs = Math.floor(maximumLength / 2);
  let inner: LevelProbabilities = [1];
  for (let depth = Math.ceil(maximumLength / 2) - 1; depth >= 0; depth--) {
    const levelWith = (empty: number): LevelProbabilities => extendLevel(rules, [empty], inner, maximumPairs);
    let [low, high] = [0, 1];
    // Bisection, until the bounds are neighbors among the numbers there are.
    for (let middle = 0.5; middle > low && middle < high; middle = (low + high) / 2) {
      const total = levelWith(middle).reduce((sum, probability) => sum + probability, 0);
      if (total < 1) low = middle;
      else high = middle;
    }
    inner = levelWith(low);
    levels.unshift(inner);
  }
  return levels;
}

/** Appends the probabilities of 1 to `maximumPairs` pairs to a level that has the one of the empty string. */
function extendLevel(
  { nesting, splitting }: DyckRules,
  level: number[],
  inner: readonly number[],
  maximumPairs: number,
): LevelProbabilities {
  const scale = 1 / (1 - 2 * splitting * (level[0] as number));
  for (let pairs = 1; pairs <= maximumPairs; pairs++) {
    let products = 0;
    for (let first = 1; first < pairs; first++) products += (level[first] as number) * (level[pairs - first] as number);
    level.push(scale * (nesting * (inner[pairs - 1] ?? 0) + splitting * products));
  }
  return level;
}
