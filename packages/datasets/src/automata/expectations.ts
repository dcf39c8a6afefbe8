import type { NgramCount } from '@pushdown/core';
import type { Automaton } from './automaton.ts';
import type { PathWeights } from './path-weights.ts';

/**
 * Shows, symbol by symbol, the states of random accepting paths of a length: the probability of being in each with `rest`
 * symbols left.
 */
function eachOccupancy(
  { states, transitions }: Automaton,
  weights: PathWeights,
  length: number,
  visit: (state: number, rest: number, probability: number) => void,
): void {
  let occupancy = Float64Array.from({ length: states }, (_, state) => weights.initialProbability(state, length));
  for (let rest = length; rest >= 0; rest--) {
    const next = new Float64Array(states);
    for (const [state, probability] of occupancy.entries()) {
      if (probability === 0) continue;
      visit(state, rest, probability);
      if (rest === 0) continue;
      for (const transition of transitions[state]!) {
        const { to } = transition;
        next[to] = next[to]! + probability * weights.probability(state, transition, rest);
      }
    }
    occupancy = next;
  }
}

/**
 * Entropy of the accepting paths of a length, in nats, as the sum of what each step decides. If the automaton is
 * deterministic, it is the entropy of the strings.
 */
export function pathEntropy(automaton: Automaton, weights: PathWeights, length: number): number {
  let nats = 0;
  eachOccupancy(automaton, weights, length, (state, rest, probability) => {
    if (rest === 0) return;
    for (const transition of automaton.transitions[state]!) {
      const share = weights.probability(state, transition, rest);
      if (share > 0) nats -= probability * share * Math.log(share);
    }
  });
  return Math.max(0, nats);
}

/**
 * Expected share of right guesses of the best predictor that knows the length, if prefixes determine states: it guesses the
 * most probable symbol of every state, and is right about the end.
 */
export function idealAccuracy(automaton: Automaton, weights: PathWeights, length: number): number {
  let right = 1;
  eachOccupancy(automaton, weights, length, (state, rest, probability) => {
    if (rest === 0) return;
    const shares = automaton.transitions[state]!.map((transition) => weights.probability(state, transition, rest));
    right += probability * Math.max(...shares);
  });
  return right / (length + 1);
}

/**
 * Expected counts of runs of `order` symbols: given the state between them, what comes before and what comes after are
 * independent. Takes time and memory proportional to (alphabetSize + 1)^order.
 */
export function expectedNgrams(
  { states, transitions }: Automaton,
  weights: PathWeights,
  alphabetSize: number,
  length: number,
  order: number,
): readonly NgramCount[] {
  const columns = alphabetSize + 1;
  const contexts = columns ** (order - 1);
  // A context is a number with a digit for each symbol, the nearest last: 0 before the start, else the symbol's id plus 1.
  const counts = new Float64Array(contexts * columns);
  // Probability of being in a state after a context, by state · contexts + context.
  let arrivals = new Float64Array(states * contexts);
  for (let state = 0; state < states; state++) arrivals[state * contexts] = weights.initialProbability(state, length);
  for (let rest = length; rest >= 0; rest--) {
    const next = new Float64Array(states * contexts);
    for (let state = 0; state < states; state++) {
      const own = arrivals.subarray(state * contexts, (state + 1) * contexts);
      if (own.every((probability) => probability === 0)) continue;
      if (rest === 0) {
        for (let context = 0; context < contexts; context++) counts[context * columns + alphabetSize]! += own[context]!;
        continue;
      }
      for (const transition of transitions[state]!) {
        const { symbol, to } = transition;
        const share = weights.probability(state, transition, rest);
        if (share === 0) continue;
        for (let context = 0; context < contexts; context++) {
          const probability = own[context]! * share;
          if (probability === 0) continue;
          counts[context * columns + symbol]! += probability;
          next[to * contexts + ((context * columns + symbol + 1) % contexts)]! += probability;
        }
      }
    }
    arrivals = next;
  }
  return [...counts].flatMap((count, index) => {
    if (count === 0) return [];
    const context = Math.floor(index / columns);
    const digits = Array.from(
      { length: order - 1 },
      (_, place) => Math.floor(context / columns ** (order - 2 - place)) % columns,
    );
    return [{ context: digits.map((digit) => digit - 1), next: index % columns, count }];
  });
}
