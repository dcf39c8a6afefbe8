import type { Expression } from '../loops/kernel.ts';
import { loadsOf } from '../loops/substitute.ts';
import { keyOf } from './keys.ts';

/** Registers that one basic block may fill, with what it loads and what it adds to. */
export const registersOfBlock = 14;

/**
 * Cuts a round of a sum into pieces that are basic blocks of their own. V8 puts all loads of a block before its arithmetic; if
 * they do not fit into registers beside the totals, they go to memory and come back. A piece ends where something it has
 * loaded is not needed any more, and its register is free for the next piece.
 *
 * @param values what the round adds to each total.
 * @returns the places in `values` at which a new piece begins.
 */
export function piecesOf(values: readonly Expression[]): ReadonlySet<number> {
  const loads = values.map((value) => loadsOf(value).map(keyOf));
  const lastUse = new Map(loads.flatMap((keys, index) => keys.map((key) => [key, index] as const)));
  if (values.length + lastUse.size <= registersOfBlock) return new Set();
  const loaded = new Set<string>();
  let isFree = false;
  const starts = new Set<number>();
  for (const [index, keys] of loads.entries()) {
    if (isFree && keys.some((key) => !loaded.has(key))) {
      starts.add(index);
      isFree = false;
    }
    for (const key of keys) {
      loaded.add(key);
      isFree ||= lastUse.get(key) === index;
    }
  }
  return starts;
}
