import type { BestRun, RunRules, StackConfiguration } from '@pushdown/memory-structures';
import type { TransitionWeights } from './transition-weights.ts';

/** A stack symbol, and the time before the step that pushed it. */
interface Cell {
  readonly symbol: number;
  readonly since: number;
}

interface Best {
  logWeight: number;
  configurations: readonly StackConfiguration[];
}

/** The best run by walking through all of them, one by one. There are exponentially many. */
export function enumerateBestRun(steps: readonly TransitionWeights[], rules: RunRules): BestRun {
  const { states, symbols, bottom = 'revised', window = Number.POSITIVE_INFINITY } = rules;
  const revised = bottom === 'revised';
  const best: Best = { logWeight: Number.NEGATIVE_INFINITY, configurations: [] };

  function walk(stack: readonly Cell[], path: readonly StackConfiguration[], logWeight: number): void {
    const time = path.length - 1;
    const top = stack.at(-1) as Cell;
    // What lies too far back is not there any more.
    if (top.since < time - window) return;
    if (time === steps.length) {
      if (logWeight > best.logWeight) Object.assign(best, { logWeight, configurations: path });
      return;
    }
    const { push, replace, pop } = steps[time] as TransitionWeights;
    const q = (path.at(-1) as StackConfiguration).state;
    const below = stack.slice(0, -1);
    const go = (action: 'push' | 'replace' | 'pop', state: number, next: readonly Cell[], weight: number): void => {
      const configuration = { action, state, stack: next.map(({ symbol }) => symbol) };
      if (weight > 0) walk(next, [...path, configuration], logWeight + Math.log(weight));
    };
    for (let r = 0; r < states; r++) {
      for (let y = 0; y < symbols; y++) {
        go('push', r, [...stack, { symbol: y, since: time }], push(q, top.symbol, r, y));
        if (revised || stack.length >= 2)
          go('replace', r, [...below, { symbol: y, since: top.since }], replace(q, top.symbol, r, y));
      }
      if (stack.length >= (revised ? 2 : 3)) go('pop', r, below, pop(q, top.symbol, r));
    }
  }

  walk(
    [{ symbol: 0, since: revised ? -1 : Number.POSITIVE_INFINITY }],
    [{ action: undefined, state: 0, stack: [0] }],
    0,
  );
  return best;
}
