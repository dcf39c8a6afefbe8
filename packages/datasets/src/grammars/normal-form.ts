import { stronglyConnectedComponents } from '../numbers/components.ts';
import { geometricSeries } from '../numbers/geometric-series.ts';
import { factorRange } from '../numbers/scaled-numbers.ts';
import { indexOf, isNonterminal, nonterminal, type SymbolNumber, toBinaryGrammar } from './binary-rules.ts';
import { emptyWeights } from './empty-weights.ts';
import type { Grammar } from './grammar.ts';
import { GrammarError } from './grammar-error.ts';

/** left → first second, or left → first with a terminal. At most one of two symbols is a terminal. */
export interface NormalRule {
  readonly left: number;
  readonly first: SymbolNumber;
  readonly second: SymbolNumber | undefined;
  readonly weight: number;
}

/** The total weight of the derivations A ⇒ … ⇒ target by unary rules. */
export interface UnaryWeight {
  readonly target: number;
  readonly weight: number;
}

/**
 * A grammar without useless, empty and unary rules that gives every string the weight it had. Rather than copying rules
 * from one nonterminal to another, it keeps what unary rules do as a table: a derivation from A first goes to one of its
 * `unary` targets, A itself among them, then applies one of that target's rules.
 */
export interface NormalForm {
  readonly nonterminals: number;
  readonly start: number;
  readonly rules: readonly NormalRule[];
  /** By nonterminal. */
  readonly unary: readonly (readonly UnaryWeight[])[];
  /** Weight of the empty string. */
  readonly emptyWeight: number;
}

/**
 * Brings a grammar into normal form. Sums over empty and unary derivations, cyclic ones included, are solved for exactly.
 * @throws GrammarError when such a sum diverges, so that a string would have infinite weight.
 */
export function toNormalForm(grammar: Grammar): NormalForm {
  const binary = toBinaryGrammar(grammar);
  const empty = emptyWeights(binary);
  const names = [...binary.names];
  const pairs = new Map<string, NormalRule>();
  const units = new Map<string, NormalRule>();

  const add = (left: number, first: SymbolNumber, second: SymbolNumber | undefined, weight: number): void => {
    if (weight === 0) return;
    const rules = second === undefined ? units : pairs;
    const key = `${left} ${first} ${second}`;
    rules.set(key, { left, first, second, weight: weight + (rules.get(key)?.weight ?? 0) });
  };
  const emptyWeight = (symbol: SymbolNumber): number => (isNonterminal(symbol) ? empty[indexOf(symbol)]! : 0);
  for (const { left, right, weight } of binary.rules) {
    const [first, second] = right;
    if (first === undefined) continue;
    add(left, first, second, weight);
    if (second === undefined) continue;
    add(left, second, undefined, weight * emptyWeight(first));
    add(left, first, undefined, weight * emptyWeight(second));
  }
  const preterminals = new Map<SymbolNumber, number>();
  for (const [key, rule] of pairs) {
    const { first, second } = rule;
    if (second === undefined || isNonterminal(first) || isNonterminal(second)) continue;
    let preterminal = preterminals.get(second);
    if (preterminal === undefined) {
      preterminal = names.push(names[rule.left]!) - 1;
      preterminals.set(second, preterminal);
      add(preterminal, second, undefined, 1);
    }
    pairs.set(key, { ...rule, second: nonterminal(preterminal) });
  }

  const all = productiveRules(names.length, [...units.values(), ...pairs.values()]);
  const isUnary = ({ first, second }: NormalRule): boolean => second === undefined && isNonterminal(first);
  const rules = all.filter((rule) => !isUnary(rule));
  const unary = unaryWeights(names, all.filter(isUnary));
  const range = [...rules.map(({ weight }) => weight), ...unary.flat().map(({ weight }) => weight)];
  if (range.some((weight) => weight < factorRange.smallest || weight > factorRange.largest)) {
    throw new GrammarError(
      `grammar: weights must lie between ${factorRange.smallest} and ${factorRange.largest}, also after empty and unary rules are removed`,
    );
  }
  return { nonterminals: names.length, start: binary.start, rules, unary, emptyWeight: empty[binary.start]! };
}

/** Without the empty string some nonterminals derive nothing any more. */
function productiveRules(nonterminals: number, rules: readonly NormalRule[]): readonly NormalRule[] {
  const productive = new Uint8Array(nonterminals);
  const derives = (symbol: SymbolNumber | undefined): boolean =>
    symbol === undefined || !isNonterminal(symbol) || productive[indexOf(symbol)] === 1;
  for (let changed = true; changed; ) {
    changed = false;
    for (const { left, first, second } of rules) {
      if (productive[left] === 1 || !derives(first) || !derives(second)) continue;
      productive[left] = 1;
      changed = true;
    }
  }
  return rules.filter(({ first, second }) => derives(first) && derives(second));
}

/** Solves U = I + u U for the weights u of single unary rules, one strongly connected component after the other. */
function unaryWeights(names: readonly string[], rules: readonly NormalRule[]): readonly (readonly UnaryWeight[])[] {
  const edges = names.map(() => new Map<number, number>());
  for (const { left, first, weight } of rules) edges[left]!.set(indexOf(first), weight);
  const sums = names.map(() => new Map<number, number>());
  for (const component of stronglyConnectedComponents(names.length, (node) => edges[node]!.keys())) {
    const series = geometricSeries(component.map((from) => component.map((to) => edges[from]!.get(to) ?? 0)));
    if (series === undefined) {
      const name = names[component[0]!];
      throw new GrammarError(
        `grammar, rule "${name}": derivations from "${name}" back to itself alone add up to infinite weight; lower the weights of its unary or recursive rules`,
        name,
      );
    }
    // What leaves the component has been solved for already.
    const inside = new Set(component);
    const leaving = component.map((node) => {
      const sum = new Map([[node, 1]]);
      for (const [next, weight] of edges[node]!) {
        if (inside.has(next)) continue;
        for (const [target, rest] of sums[next]!) sum.set(target, (sum.get(target) ?? 0) + weight * rest);
      }
      return sum;
    });
    for (const [index, node] of component.entries()) {
      for (const [other, steps] of series[index]!.entries()) {
        if (steps === 0) continue;
        for (const [target, rest] of leaving[other]!) {
          sums[node]!.set(target, (sums[node]!.get(target) ?? 0) + steps * rest);
        }
      }
    }
  }
  return sums.map((sum) => [...sum].map(([target, weight]) => ({ target, weight })));
}
