import type { TransitionWeights } from './transition-weights.ts';

/** What is on the stack: a symbol and the vector pushed with it. */
interface Cell {
  readonly symbol: number;
  readonly vector: readonly number[];
}

interface Configuration {
  readonly state: number;
  readonly stack: readonly Cell[];
  readonly weight: number;
}

/** Total weight, and weight times top vector, of all runs that are in a state with a top symbol. */
export interface Totals {
  readonly weight: number;
  readonly vector: readonly number[];
}

/**
 * Weighted pushdown automaton by brute force: every configuration that a run can be in, with the weights of its runs.
 * There are exponentially many.
 *
 * @param vectors pushed at each step.
 * @param bottom the vector of the bottom symbol, and what can be done to that symbol (DuSell & Chiang 2023, or until 2022).
 * @returns after each step, from step 0 on, the totals by state · S + symbol.
 */
export function enumerateRuns(
  steps: readonly TransitionWeights[],
  sizes: { readonly states: number; readonly symbols: number },
  vectors: readonly (readonly number[])[],
  bottom: { readonly vector: readonly number[]; readonly behavior: 'revised' | 'original' },
): Totals[][] {
  const { states, symbols } = sizes;
  const revised = bottom.behavior === 'revised';
  let current: Configuration[] = [{ state: 0, stack: [{ symbol: 0, vector: bottom.vector }], weight: 1 }];

  const totals = (): Totals[] =>
    Array.from({ length: states * symbols }, (_, index) => {
      const there = current.filter(({ state, stack }) => state * symbols + (stack.at(-1) as Cell).symbol === index);
      return {
        weight: there.reduce((sum, { weight }) => sum + weight, 0),
        vector: bottom.vector.map((_value, k) =>
          there.reduce((sum, { weight, stack }) => sum + weight * ((stack.at(-1) as Cell).vector[k] as number), 0),
        ),
      };
    });

  const results = [totals()];
  for (const [time, { push, replace, pop }] of steps.entries()) {
    const next = new Map<string, Configuration>();
    const reach = (state: number, stack: readonly Cell[], weight: number): void => {
      const key = JSON.stringify([state, stack]);
      next.set(key, { state, stack, weight: weight + (next.get(key)?.weight ?? 0) });
    };
    for (const { state: q, stack, weight } of current) {
      const top = stack.at(-1) as Cell;
      const below = stack.slice(0, -1);
      for (let r = 0; r < states; r++) {
        for (let y = 0; y < symbols; y++) {
          const vector = vectors[time] as readonly number[];
          reach(r, [...stack, { symbol: y, vector }], weight * push(q, top.symbol, r, y));
          if (revised || stack.length >= 2)
            reach(r, [...below, { symbol: y, vector: top.vector }], weight * replace(q, top.symbol, r, y));
        }
        if (stack.length >= (revised ? 2 : 3)) reach(r, below, weight * pop(q, top.symbol, r));
      }
    }
    current = [...next.values()];
    results.push(totals());
  }
  return results;
}
