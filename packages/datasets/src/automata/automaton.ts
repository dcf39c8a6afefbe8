import { LanguageError } from '../errors.ts';
import { factorRange } from '../numbers/scaled-numbers.ts';

/** States with weights; in a list each state has weight 1. */
export type StateWeights = readonly string[] | Readonly<Record<string, number>>;

/** A transition of a weighted automaton: in state `from`, `symbol` leads to `to`. */
export interface AutomatonTransition {
  readonly from: string;
  /** A symbol of the alphabet. */
  readonly symbol: string;
  readonly to: string;
  /** 0 or more; 1 if not given. Need not be a probability: only ratios within one length of strings matter. */
  readonly weight?: number | undefined;
}

/** A weighted finite automaton. The weight of a path is the product of initial weight, transitions and final weight. */
export interface AutomatonDefinition {
  readonly alphabet: readonly string[];
  readonly states: readonly string[];
  readonly initial: StateWeights;
  readonly final: StateWeights;
  readonly transitions: readonly AutomatonTransition[];
}

/** A transition by numbers. */
export interface Transition {
  readonly symbol: number;
  readonly to: number;
  readonly weight: number;
}

/** An automaton by numbers, without what has weight 0. */
export interface Automaton {
  readonly states: number;
  readonly initial: readonly number[];
  readonly final: readonly number[];
  /** By state. */
  readonly transitions: readonly (readonly Transition[])[];
  /** No string has two paths, and a prefix determines the state. */
  readonly deterministic: boolean;
}

/** @param name of the language, for messages. @throws LanguageError when the definition is not well formed. */
export function createAutomaton(name: string, definition: AutomatonDefinition): Automaton {
  const { alphabet, states } = definition;
  const fail = (problem: string): never => {
    throw new LanguageError(`the automaton of language "${name}": ${problem}`);
  };
  for (const [what, names] of [
    ['symbol', alphabet],
    ['state', states],
  ] as const) {
    if (names.length === 0) fail(`needs at least one ${what}`);
    const twice = names.find((item, index) => names.indexOf(item) < index);
    if (twice !== undefined) fail(`has the ${what} "${twice}" twice`);
  }
  const stateIds = new Map(states.map((state, id) => [state, id]));
  const symbolIds = new Map(alphabet.map((symbol, id) => [symbol, id]));
  const stateId = (state: string, where: string): number =>
    stateIds.get(state) ?? fail(`${where}: there is no state "${state}"`);
  const checkWeight = (weight: number, where: string): number =>
    weight === 0 || (weight >= factorRange.smallest && weight <= factorRange.largest)
      ? weight
      : fail(`${where}: the weight ${weight} must be 0 or from ${factorRange.smallest} to ${factorRange.largest}`);

  function weightsOf(given: StateWeights, where: string): readonly number[] {
    const weights = new Array<number>(states.length).fill(0);
    const entries = Array.isArray(given) ? given.map((state: string) => [state, 1] as const) : Object.entries(given);
    for (const [state, weight] of entries) weights[stateId(state, where)] = checkWeight(weight, where);
    return weights;
  }

  const initial = weightsOf(definition.initial, 'initial states');
  const final = weightsOf(definition.final, 'final states');
  const transitions = states.map(() => new Map<string, Transition>());
  for (const [index, { from, symbol, to, weight = 1 }] of definition.transitions.entries()) {
    const where = `transition number ${index + 1}`;
    const [source, target] = [stateId(from, where), stateId(to, where)];
    const id = symbolIds.get(symbol) ?? fail(`${where}: the alphabet lacks the symbol "${symbol}"`);
    if (checkWeight(weight, where) === 0) continue;
    const key = `${id} ${target}`;
    const known = transitions[source]!.get(key)?.weight ?? 0;
    transitions[source]!.set(key, { symbol: id, to: target, weight: known + weight });
  }
  const lists = transitions.map((ofState) => [...ofState.values()]);
  return {
    states: states.length,
    initial,
    final,
    transitions: lists,
    deterministic:
      initial.filter((weight) => weight > 0).length === 1 &&
      lists.every((list) => new Set(list.map(({ symbol }) => symbol)).size === list.length),
  };
}
