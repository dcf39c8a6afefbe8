/**
 * One position of a template.
 *
 * A fixed slot (`variable: undefined`) always holds the same symbol. A free slot follows a free variable, which is uniform
 * over its options: it holds `symbols[option]`. Slots that share a variable hold what one draw decides.
 */
export interface Slot {
  /** Number of the free variable, from 0; `undefined` where the symbol is fixed. */
  readonly variable: number | undefined;
  /** Symbol ids by option of the variable; just one where the symbol is fixed. */
  readonly symbols: readonly number[];
}

/** All strings of one length: a slot for each position. */
export type Template = readonly Slot[];

/** `count` slots that hold one symbol. */
export function repeated(symbol: number, count: number): Template {
  return Array.from({ length: count }, () => ({ variable: undefined, symbols: [symbol] }));
}

/**
 * The word of the free variables 0, …, length − 1. Further appearances of the same word are made from it by
 * `toReversed()`, or by a second call with other symbols.
 *
 * @param symbols what each option of a variable looks like here; [0, 1] makes a word over {0, 1}.
 */
export function word(length: number, symbols: readonly number[]): Template {
  return Array.from({ length }, (_, variable) => ({ variable, symbols }));
}
