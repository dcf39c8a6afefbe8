import type { NgramCount } from '@pushdown/core';
import { ngramTally } from '../counts/ngram-tally.ts';
import type { Slot, Template } from './template.ts';

/**
 * Expected counts of runs of `order` symbols over the strings of a template, start (−1) and end (`alphabetSize`) included.
 * They sum to the length plus one. The work doubles with every free bit that a run may hold.
 */
export function ngramCounts(template: Template, alphabetSize: number, order: number): readonly NgramCount[] {
  const start: Slot = { variable: undefined, symbols: [-1] };
  const end: Slot = { variable: undefined, symbols: [alphabetSize] };
  const slots = [...new Array<Slot>(order - 1).fill(start), ...template, end];
  const tally = ngramTally();
  for (let place = order - 1; place < slots.length; place++) {
    const window = slots.slice(place - order + 1, place + 1);
    for (const { symbols, probability } of instances(window)) {
      tally.add(symbols.slice(0, -1), symbols.at(-1) as number, probability);
    }
  }
  return tally.counts();
}

/** Everything that neighboring slots hold together: slots with one variable are decided by one draw. */
function instances(window: readonly Slot[]): { readonly symbols: readonly number[]; readonly probability: number }[] {
  let partial = [{ symbols: [] as readonly number[], chosen: new Map<number, number>(), probability: 1 }];
  for (const { variable, symbols: options } of window) {
    partial = partial.flatMap(({ symbols, chosen, probability }) => {
      const known = variable === undefined ? 0 : chosen.get(variable);
      if (known !== undefined) return [{ symbols: [...symbols, options[known] as number], chosen, probability }];
      return options.map((symbol, option) => ({
        symbols: [...symbols, symbol],
        chosen: new Map(chosen).set(variable as number, option),
        probability: probability / options.length,
      }));
    });
  }
  return partial;
}
