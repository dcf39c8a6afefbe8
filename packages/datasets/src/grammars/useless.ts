import { type GrammarRule, isTerminal } from './grammar.ts';

/** Nonterminals that derive at least one string of terminals. */
export function productiveNonterminals(rules: readonly GrammarRule[]): ReadonlySet<string> {
  const productive = new Set<string>();
  let before = -1;
  while (productive.size > before) {
    before = productive.size;
    for (const { left, right } of rules) {
      if (right.every((symbol) => isTerminal(symbol) || productive.has(symbol))) productive.add(left);
    }
  }
  return productive;
}

/** Nonterminals that a derivation from the start symbol can come to, the start symbol included. */
export function reachableNonterminals(start: string, rules: readonly GrammarRule[]): ReadonlySet<string> {
  const reachable = new Set([start]);
  // A set iterates over what is added meanwhile.
  for (const name of reachable) {
    for (const { left, right } of rules) {
      if (left === name) for (const symbol of right) if (!isTerminal(symbol)) reachable.add(symbol);
    }
  }
  return reachable;
}
