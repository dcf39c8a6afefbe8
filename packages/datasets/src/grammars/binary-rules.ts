import { type Grammar, isTerminal } from './grammar.ts';
import { productiveNonterminals, reachableNonterminals } from './useless.ts';

/** A symbol as a number: a terminal is its id, the nonterminal n is −1 − n. */
export type SymbolNumber = number;

export const nonterminal = (index: number): SymbolNumber => -1 - index;
export const isNonterminal = (symbol: SymbolNumber): boolean => symbol < 0;
export const indexOf = (symbol: SymbolNumber): number => -1 - symbol;

/** left → right, at most two symbols. */
export interface BinaryRule {
  readonly left: number;
  readonly right: readonly SymbolNumber[];
  readonly weight: number;
}

/** A grammar whose right sides have at most two symbols. */
export interface BinaryGrammar {
  readonly rules: readonly BinaryRule[];
  /** For each nonterminal, the one of the grammar that it belongs to, for messages. */
  readonly names: readonly string[];
  readonly start: number;
}

/**
 * The useful part of a grammar, with right sides of at most two symbols. A longer one is split up into nonterminals of
 * weight 1, one for each part, which all rules with that part share. A terminal at the right end goes first, so that the
 * rules T → ( S ) | [ S ] share as much as they can.
 */
export function toBinaryGrammar(grammar: Grammar): BinaryGrammar {
  const used = grammar.rules.filter(({ weight }) => weight > 0);
  const productive = productiveNonterminals(used);
  const useful = used.filter(({ right }) => right.every((symbol) => isTerminal(symbol) || productive.has(symbol)));
  const reachable = reachableNonterminals(grammar.start, useful);
  const names = [...reachable];
  const indices = new Map(names.map((name, index) => [name, index]));
  const ids = new Map(grammar.alphabet.map((name, id) => [name, id]));
  const rules: BinaryRule[] = [];
  const parts = new Map<string, number>();

  function partOf(right: readonly SymbolNumber[], name: string): SymbolNumber {
    if (right.length === 1) return right[0]!;
    const key = right.join();
    let part = parts.get(key);
    if (part === undefined) {
      part = names.length;
      names.push(name);
      parts.set(key, part);
      rules.push({ left: part, right: halves(right, name), weight: 1 });
    }
    return nonterminal(part);
  }

  function halves(right: readonly SymbolNumber[], name: string): readonly SymbolNumber[] {
    if (right.length <= 2) return right;
    return isNonterminal(right.at(-1)!)
      ? [right[0]!, partOf(right.slice(1), name)]
      : [partOf(right.slice(0, -1), name), right.at(-1)!];
  }

  for (const { left, right, weight } of useful) {
    if (!reachable.has(left)) continue;
    const symbols = right.map((symbol) =>
      isTerminal(symbol) ? ids.get(symbol.terminal)! : nonterminal(indices.get(symbol)!),
    );
    rules.push({ left: indices.get(left)!, right: halves(symbols, left), weight });
  }
  return { rules, names, start: indices.get(grammar.start)! };
}
