import { ScaledNumbers, shareOf } from '../numbers/scaled-numbers.ts';
import type { Automaton, Transition } from './automaton.ts';

/** Weights of the accepting paths by how many symbols they still read. */
export interface PathWeights {
  /** Makes the weights complete up to a length. */
  extendTo(length: number): void;
  hasLength(length: number): boolean;
  /** ln of the weight of all accepting paths of a length. */
  logTotal(length: number): number;
  /** Probability that a random path of a length starts in a state. */
  initialProbability(state: number, length: number): number;
  /** Probability that a random path goes on by a transition, with `rest` symbols left before it. */
  probability(state: number, transition: Transition, rest: number): number;
  /** Whether an accepting path with this many symbols leads from a state. */
  accepts(state: number, rest: number): boolean;
}

/** The backward weights of an automaton. Lengths given to their functions must have been extended to. */
export function pathWeights({ states, initial, final, transitions }: Automaton): PathWeights {
  // By state + states · symbols left.
  const backward = new ScaledNumbers(states);
  const totals = new ScaledNumbers(1);
  let capacity = 0;
  let complete = -1;

  return {
    extendTo(length) {
      if (length > capacity) {
        capacity = Math.max(length, 2 * capacity, 64);
        backward.grow(states * (capacity + 1));
        totals.grow(capacity + 1);
      }
      for (; complete < length; complete++) {
        const left = complete + 1;
        for (let state = 0; state < states; state++) {
          const index = state + states * left;
          if (left === 0) backward.add(index, final[state]!, 0);
          else {
            for (const { to, weight } of transitions[state]!) {
              const after = to + states * (left - 1);
              backward.add(index, weight * backward.mantissas[after]!, backward.exponents[after]!);
            }
          }
          totals.add(left, initial[state]! * backward.mantissas[index]!, backward.exponents[index]!);
        }
      }
    },
    hasLength: (length) => !totals.isZero(length),
    logTotal: (length) => totals.log(length),
    initialProbability(state, length) {
      const index = state + states * length;
      return shareOf(initial[state]! * backward.mantissas[index]!, backward.exponents[index]!, totals, length);
    },
    probability(state, { to, weight }, rest) {
      const after = to + states * (rest - 1);
      return shareOf(weight * backward.mantissas[after]!, backward.exponents[after]!, backward, state + states * rest);
    },
    accepts: (state, rest) => !backward.isZero(state + states * rest),
  };
}
