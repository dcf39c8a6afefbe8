import type { PairCount } from '@pushdown/core';
import type { Slot, Template } from './template.ts';

/**
 * Expected counts of pairs of neighbors over the strings of a template, its start (−1) and end (`alphabetSize`) included,
 * by previous symbol, then next. They sum to the length plus one.
 */
export function pairCounts(template: Template, alphabetSize: number): readonly PairCount[] {
  const start: Slot = { variable: undefined, symbols: [-1] };
  const end: Slot = { variable: undefined, symbols: [alphabetSize] };
  const slots = [start, ...template, end];
  const counts = new Map<number, PairCount>();
  for (const [index, slot] of slots.slice(1).entries()) {
    for (const { previous, next, count } of neighborProbabilities(slots[index]!, slot)) {
      const key = (previous + 1) * (alphabetSize + 1) + next;
      counts.set(key, { previous, next, count: count + (counts.get(key)?.count ?? 0) });
    }
  }
  return [...counts].sort(([a], [b]) => a - b).map(([, pair]) => pair);
}

/** What two neighboring slots hold together, with `count` the probability of it. */
function neighborProbabilities(first: Slot, second: Slot): readonly PairCount[] {
  if (first.variable !== undefined && first.variable === second.variable) {
    // One draw decides both.
    return first.symbols.map((previous, option) => ({
      previous,
      next: second.symbols[option]!,
      count: 1 / first.symbols.length,
    }));
  }
  const count = 1 / (first.symbols.length * second.symbols.length);
  return first.symbols.flatMap((previous) => second.symbols.map((next) => ({ previous, next, count })));
}
