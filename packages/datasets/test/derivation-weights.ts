import type { GrammarDefinition, GrammarSymbol } from '@pushdown/datasets';

/**
 * The total weight of all derivations of every string of up to `maxLength` symbols, by the definition: sums over derivation
 * trees of growing height, without any change to the grammar. Strings are written as joined terminals.
 */
export function derivationWeights(
  { rules }: GrammarDefinition,
  start: string,
  maxLength: number,
  height: number,
): ReadonlyMap<string, number> {
  const room = lengthsLeft(rules, start, maxLength);
  let weights = new Map<string, Map<string, number>>();
  for (let step = 0; step < height; step++) {
    const next = new Map<string, Map<string, number>>();
    for (const { left, right, weight = 1 } of rules) {
      let strings = new Map([['', weight]]);
      for (const symbol of right) {
        const parts = typeof symbol === 'string' ? (weights.get(symbol) ?? new Map()) : new Map([[symbol.terminal, 1]]);
        const longer = new Map<string, number>();
        for (const [prefix, prefixWeight] of strings) {
          for (const [part, partWeight] of parts) {
            const string = prefix + part;
            if (string.length <= (room.get(left) ?? -1))
              longer.set(string, (longer.get(string) ?? 0) + prefixWeight * partWeight);
          }
        }
        strings = longer;
      }
      const all = next.get(left) ?? new Map<string, number>();
      for (const [string, value] of strings) all.set(string, (all.get(string) ?? 0) + value);
      next.set(left, all);
    }
    weights = next;
  }
  return weights.get(start) ?? new Map();
}

/** The total weight of all strings of each length. */
export function totalsByLength(weights: ReadonlyMap<string, number>): ReadonlyMap<number, number> {
  const totals = new Map<number, number>();
  for (const [string, weight] of weights) totals.set(string.length, (totals.get(string.length) ?? 0) + weight);
  return totals;
}

/** How long what a nonterminal derives can be in a derivation of at most `maxLength` symbols: the rest needs room as well. */
function lengthsLeft(rules: GrammarDefinition['rules'], start: string, maxLength: number): ReadonlyMap<string, number> {
  const shortest = new Map<string, number>();
  const room = new Map([[start, maxLength]]);
  const lengthOf = (symbol: GrammarSymbol): number =>
    typeof symbol === 'string' ? (shortest.get(symbol) ?? Number.POSITIVE_INFINITY) : 1;
  const total = (symbols: readonly GrammarSymbol[]): number =>
    symbols.reduce((sum, symbol) => sum + lengthOf(symbol), 0);
  for (let step = 0; step < rules.length; step++) {
    for (const { left, right } of rules) shortest.set(left, Math.min(lengthOf(left), total(right)));
  }
  for (let step = 0; step < rules.length; step++) {
    for (const { left, right } of rules) {
      for (const [place, symbol] of right.entries()) {
        if (typeof symbol !== 'string') continue;
        const available = (room.get(left) ?? -1) - total(right.toSpliced(place, 1));
        room.set(symbol, Math.max(room.get(symbol) ?? -1, available));
      }
    }
  }
  return room;
}
