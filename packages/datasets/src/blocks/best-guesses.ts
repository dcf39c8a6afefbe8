/** A string and its probability among the strings of its length. */
export interface WeightedString {
  readonly string: readonly number[];
  readonly probability: number;
}

/**
 * Expected number of symbols that the best predictor guesses right on strings of one length, given all of them. After each
 * prefix it guesses the symbol that most of the probability continues with.
 */
export function expectedRight(strings: readonly WeightedString[]): number {
  const length = strings[0]?.string.length ?? 0;
  let right = 0;
  // Strings that agree so far. Where one is alone, everything that is left of it is known.
  let groups = [strings];
  for (let position = 0; position < length; position++) {
    groups = groups.flatMap((group) => {
      if (group.length === 1) {
        right += group[0]!.probability * (length - position);
        return [];
      }
      const continuations = continuationsOf(group, position);
      right += Math.max(...continuations.map(totalProbability));
      return continuations;
    });
  }
  return right;
}

function continuationsOf(group: readonly WeightedString[], position: number): WeightedString[][] {
  const bySymbol = new Map<number | undefined, WeightedString[]>();
  for (const member of group) {
    const symbol = member.string[position];
    bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), member]);
  }
  return [...bySymbol.values()];
}

function totalProbability(strings: readonly WeightedString[]): number {
  return strings.reduce((total, { probability }) => total + probability, 0);
}
