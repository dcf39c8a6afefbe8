import type { Language, RandomStream } from '@pushdown/core';
import { asPairs } from '../counts/ngram-tally.ts';
import { LanguageError } from '../errors.ts';
import { requireLength } from '../languages/require-length.ts';
import { ScaledNumbers } from '../numbers/scaled-numbers.ts';
import { type Automaton, type AutomatonDefinition, createAutomaton } from './automaton.ts';
import { expectedNgrams, idealAccuracy, pathEntropy } from './expectations.ts';
import { type PathWeights, pathWeights } from './path-weights.ts';

/**
 * The language of a weighted finite automaton. At each length, an accepting path is as probable as its weight is large, and
 * a string as its paths together. With all weights 1 a deterministic automaton makes all strings of a length equally
 * probable.
 *
 * `pairCounts` and `ngramCounts` are always there, `entropyGivenLength` and `idealAccuracy` are if the automaton is deterministic.
 *
 * @throws LanguageError when the definition is not well formed or accepts nothing. The functions of the language throw it
 *   when asked about a length without strings.
 */
export function automatonLanguage(definition: AutomatonDefinition & { readonly name: string }): Language {
  const { name, alphabet } = definition;
  const automaton = createAutomaton(name, definition);
  const weights = pathWeights(automaton);

  function hasLength(length: number): boolean {
    if (!Number.isSafeInteger(length) || length < 0) return false;
    weights.extendTo(length);
    return weights.hasLength(length);
  }

  // An automaton that accepts anything accepts a string shorter than it has states.
  if (!Array.from({ length: automaton.states }, (_, length) => length).some(hasLength)) {
    throw new LanguageError(
      `the automaton of language "${name}": no path leads from an initial to a final state, so that it has no string`,
    );
  }

  function logProbability(string: readonly number[]): number {
    if (string.some((symbol) => alphabet[symbol] === undefined) || !hasLength(string.length)) return -Infinity;
    // Rounding must not make a probability exceed 1.
    return Math.min(0, logWeight(automaton, string) - weights.logTotal(string.length));
  }

  return {
    name,
    alphabet,
    level: 'regular',
    validLengths(min, max) {
      const lengths = [];
      for (let length = Math.max(0, Math.ceil(min)); length <= max; length++)
        if (hasLength(length)) lengths.push(length);
      return lengths;
    },
    sample(length, random) {
      requireLength(name, length, hasLength);
      return samplePath(automaton, weights, length, random);
    },
    logProbability,
    contains: (string) => logProbability(string) > -Infinity,
    pairCounts(length) {
      requireLength(name, length, hasLength);
      return asPairs(expectedNgrams(automaton, weights, alphabet.length, length, 2));
    },
    ngramCounts(length, order) {
      requireLength(name, length, hasLength);
      return expectedNgrams(automaton, weights, alphabet.length, length, order);
    },
    ...(automaton.deterministic && {
      entropyGivenLength(length: number) {
        requireLength(name, length, hasLength);
        return pathEntropy(automaton, weights, length);
      },
      idealAccuracy(length: number) {
        requireLength(name, length, hasLength);
        return idealAccuracy(automaton, weights, length);
      },
    }),
  };
}

/** ln of the weight of all paths of a string, from the left. */
function logWeight({ states, initial, final, transitions }: Automaton, string: readonly number[]): number {
  let forward = new ScaledNumbers(states);
  for (const [state, weight] of initial.entries()) forward.add(state, weight, 0);
  for (const symbol of string) {
    const next = new ScaledNumbers(states);
    for (let state = 0; state < states; state++) {
      if (forward.isZero(state)) continue;
      for (const transition of transitions[state]!) {
        if (transition.symbol !== symbol) continue;
        next.add(transition.to, forward.mantissas[state]! * transition.weight, forward.exponents[state]!);
      }
    }
    forward = next;
  }
  const total = new ScaledNumbers(1);
  for (const [state, weight] of final.entries())
    total.add(0, forward.mantissas[state]! * weight, forward.exponents[state]!);
  return total.log(0);
}

/** The string of a random accepting path: state and transitions are drawn by the weights of what can follow them. */
function samplePath(automaton: Automaton, weights: PathWeights, length: number, random: RandomStream): number[] {
  const starts = automaton.initial.flatMap((weight, state) =>
    weight > 0 && weights.accepts(state, length) ? [state] : [],
  );
  let state = draw(starts, (start) => weights.initialProbability(start, length), random);
  const string = [];
  for (let rest = length; rest > 0; rest--) {
    const from = state;
    const possible = automaton.transitions[from]!.filter(({ to }) => weights.accepts(to, rest - 1));
    const transition = draw(possible, (choice) => weights.probability(from, choice, rest), random);
    string.push(transition.symbol);
    state = transition.to;
  }
  return string;
}

/** One of the items. The last one, should rounding leave a rest. */
function draw<T>(items: readonly T[], probability: (item: T) => number, random: RandomStream): T {
  if (items.length === 1) return items[0]!;
  let rest = random.uniform();
  for (const item of items) {
    rest -= probability(item);
    if (rest < 0) return item;
  }
  return items.at(-1)!;
}
