import type { Language } from '@pushdown/core';
import { automatonLanguage } from '../../automata/automaton-language.ts';

/** A deterministic automaton over {0, 1}: by state, where the symbols lead. It starts in the first state. */
export type StateTable = Readonly<
  Record<string, { readonly after0?: string; readonly after1?: string; readonly final?: true }>
>;

/** The language of a table, uniform over the strings of each length. */
export function binaryAutomaton(name: string, table: StateTable): Language {
  const states = Object.keys(table);
  return automatonLanguage({
    name,
    alphabet: ['0', '1'],
    states,
    initial: states.slice(0, 1),
    final: states.filter((state) => table[state]?.final === true),
    transitions: Object.entries(table).flatMap(([from, { after0, after1 }]) => [
      ...(after0 === undefined ? [] : [{ from, symbol: '0', to: after0 }]),
      ...(after1 === undefined ? [] : [{ from, symbol: '1', to: after1 }]),
    ]),
  });
}
