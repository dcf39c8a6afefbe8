import { stronglyConnectedComponents } from '../numbers/components.ts';
import { geometricSeries } from '../numbers/geometric-series.ts';
import { type BinaryGrammar, indexOf, isNonterminal } from './binary-rules.ts';
import { GrammarError } from './grammar-error.ts';

/** Newton's method doubles the digits at each step; only where a derivation barely ends does it gain one bit a step. */
const maximumSteps = 200;

/**
 * For each nonterminal the total weight of its derivations of the empty string: the least solution of
 * e[A] = Σ weight · Π e[symbols of the right side] over the rules of A. Components of mutually recursive nonterminals are
 * solved one after the other, each by Newton's method from 0 (Etessami & Yannakakis 2009, Recursive Markov chains).
 *
 * @throws GrammarError when a sum diverges.
 */
export function emptyWeights({ rules, names }: BinaryGrammar): readonly number[] {
  const weights = new Array<number>(names.length).fill(0);
  // A terminal never vanishes, so that only rules without any count.
  const vanishing = names.map((_, left) =>
    rules.filter((rule) => rule.left === left && rule.right.every(isNonterminal)),
  );
  const successors = (node: number): number[] => vanishing[node]!.flatMap(({ right }) => right.map(indexOf));

  for (const component of stronglyConnectedComponents(names.length, successors)) {
    const value = (node: number): number =>
      vanishing[node]!.reduce(
        (sum, { right, weight }) =>
          sum + right.reduce((product, symbol) => product * weights[indexOf(symbol)]!, weight),
        0,
      );
    const derivative = (node: number, by: number): number =>
      vanishing[node]!.reduce(
        (sum, { right, weight }) =>
          right.reduce((total, symbol, place) => {
            if (indexOf(symbol) !== by) return total;
            const other = right.length === 2 ? weights[indexOf(right[1 - place]!)]! : 1;
            return total + weight * other;
          }, sum),
        0,
      );

    const recursive = component.length > 1 || successors(component[0]!).includes(component[0]!);
    // From 0 nothing moves where no derivation of the empty string begins.
    if (component.every((node) => value(node) === 0)) continue;
    if (!recursive) {
      weights[component[0]!] = value(component[0]!);
      continue;
    }
    for (let step = 0, change = Infinity; change > 0; step++) {
      const series = geometricSeries(
        component.map((node) => component.map((by) => derivative(node, by))),
        1e8,
      );
      const residuals = component.map((node) => value(node) - weights[node]!);
      // Near a double root the series is out of reach of rounding, but the solution is found as far as it can be.
      if (series === undefined && change < 1e-6) break;
      if (series === undefined || step === maximumSteps) {
        throw new GrammarError(
          `grammar, rule "${names[component[0]!]}": the weights of all derivations of the empty string add up to infinity; lower the weights of its recursive rules`,
          names[component[0]!],
        );
      }
      const moves = series.map((row) => row.reduce((sum, entry, index) => sum + entry * residuals[index]!, 0));
      for (const [index, node] of component.entries()) weights[node] = weights[node]! + Math.max(0, moves[index]!);
      const scale = Math.max(...component.map((node) => weights[node]!), Number.MIN_VALUE);
      const largest = Math.max(...moves) / scale;
      // The sequence rises until rounding stops it.
      change = largest > 1e-15 ? largest : 0;
    }
  }
  return weights;
}
