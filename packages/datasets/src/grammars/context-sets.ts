import { indexOf, isNonterminal, type SymbolNumber } from './binary-rules.ts';
import type { NormalForm } from './normal-form.ts';

/** What can stand beside a nonterminal; lets a parser leave out what leads nowhere. */
export interface ContextSets {
  /** By nonterminal: all nonterminals that a string of it may begin with, itself included. */
  readonly corners: readonly (readonly number[])[];
  /** By nonterminal and symbol: whether the symbol may follow; the end of the string is the alphabet's size. */
  readonly follow: readonly Uint8Array[];
}

export function contextSets(form: NormalForm, alphabetSize: number): ContextSets {
  const { nonterminals, rules, unary, start } = form;
  const below: readonly Set<number>[] = Array.from({ length: nonterminals }, () => new Set());
  const firsts = Array.from({ length: nonterminals }, () => new Uint8Array(alphabetSize + 1));
  for (const [from, targets] of unary.entries()) for (const { target } of targets) below[from]!.add(target);
  for (const { left, first } of rules) {
    if (isNonterminal(first)) below[left]!.add(indexOf(first));
    else firsts[left]![first] = 1;
  }
  const corners = below.map((_, root) => {
    const found = new Set([root]);
    // A set iterates over what is added meanwhile.
    for (const node of found) for (const next of below[node]!) found.add(next);
    return [...found];
  });
  const first = (symbol: SymbolNumber): Uint8Array => {
    const all = new Uint8Array(alphabetSize + 1);
    if (isNonterminal(symbol)) for (const corner of corners[indexOf(symbol)]!) merge(all, firsts[corner]!);
    else all[symbol] = 1;
    return all;
  };

  const follow = Array.from({ length: nonterminals }, () => new Uint8Array(alphabetSize + 1));
  follow[start]![alphabetSize] = 1;
  // The followers of `to` include those of `from`.
  const inherits: (readonly [from: number, to: number])[] = unary.flatMap((targets, from) =>
    targets.filter(({ target }) => target !== from).map(({ target }) => [from, target] as const),
  );
  for (const rule of rules) {
    if (rule.second === undefined) continue;
    if (isNonterminal(rule.first)) merge(follow[indexOf(rule.first)]!, first(rule.second));
    if (isNonterminal(rule.second)) inherits.push([rule.left, indexOf(rule.second)]);
  }
  for (let changed = true; changed; ) {
    changed = false;
    for (const [from, to] of inherits) changed = merge(follow[to]!, follow[from]!) || changed;
  }
  return { corners, follow };
}

/** Adds a set to another. Returns whether that changed it. */
function merge(into: Uint8Array, added: Uint8Array): boolean {
  let changed = false;
  for (let index = 0; index < added.length; index++) {
    if (added[index] === 0 || into[index] === 1) continue;
    into[index] = 1;
    changed = true;
  }
  return changed;
}
