import { randomStream } from '@pushdown/core';
import { bestRun, type RunRules, type StepWeights } from '@pushdown/memory-structures';
import { describe, expect, test } from 'vitest';
import { enumerateBestRun } from './support/enumerate-best-run.ts';
import type { TransitionWeights } from './support/transition-weights.ts';

/** Random weights of one step; about every tenth is 0. */
function randomStep({ states, symbols }: RunRules, uniform: () => number): StepWeights {
  const pairs = states * symbols;
  const draw = (length: number) => Array.from({ length }, () => (uniform() < 0.1 ? 0 : Math.exp(4 * uniform())));
  // Pops are made likely, for they are the hard part.
  return { push: draw(pairs * pairs), replace: draw(pairs * pairs), pop: draw(pairs * states).map((w) => 8 * w) };
}

function asFunctions({ push, replace, pop }: StepWeights, { states, symbols }: RunRules): TransitionWeights {
  const row = (q: number, x: number): number => q * symbols + x;
  const place = (q: number, x: number, r: number, y: number): number => row(q, x) * states * symbols + row(r, y);
  return {
    push: (q, x, r, y) => push[place(q, x, r, y)] as number,
    replace: (q, x, r, y) => replace[place(q, x, r, y)] as number,
    pop: (q, x, r) => pop[row(q, x) * states + r] as number,
  };
}

describe('the best run', () => {
  test.each<[string, RunRules, number]>([
    ['one state, one symbol', { states: 1, symbols: 1 }, 9],
    ['two states, two symbols', { states: 2, symbols: 2 }, 5],
    ['one state, three symbols', { states: 1, symbols: 3 }, 6],
    ['three states, one symbol', { states: 3, symbols: 1 }, 6],
    ['the original bottom', { states: 2, symbols: 1, bottom: 'original' }, 7],
    ['the original bottom, two symbols', { states: 1, symbols: 2, bottom: 'original' }, 7],
    ['a window', { states: 2, symbols: 1, window: 3 }, 7],
    ['a window, two symbols', { states: 1, symbols: 2, window: 2 }, 7],
    ['a window that is large enough', { states: 1, symbols: 2, window: 8 }, 7],
  ])('is what enumeration finds: %s', (_, rules, length) => {
    const random = randomStream(3, 'best-run');
    for (let trial = 0; trial < 6; trial++) {
      const steps = Array.from({ length }, () => randomStep(rules, () => random.uniform()));
      const expected = enumerateBestRun(
        steps.map((step) => asFunctions(step, rules)),
        rules,
      );
      const found = bestRun(steps, rules);
      expect(found?.logWeight).toBeCloseTo(expected.logWeight, 10);
      expect(found?.configurations).toEqual(expected.configurations);
    }
  });

  test('pushes a word and pops it, however long', () => {
    const none = { push: [0], replace: [0], pop: [0] };
    const [pushing, popping] = [
      { ...none, push: [0.5] },
      { ...none, pop: [0.25] },
    ];
    const half = 60;
    const steps = [...new Array<StepWeights>(half).fill(pushing), ...new Array<StepWeights>(half).fill(popping)];
    const found = bestRun(steps, { states: 1, symbols: 1 });
    expect(found?.logWeight).toBeCloseTo(half * Math.log(0.125), 8);
    const depths = found?.configurations.map(({ stack }) => stack.length);
    expect(depths).toEqual(Array.from({ length: 2 * half + 1 }, (_, time) => 1 + Math.min(time, 2 * half - time)));
  });

  test('is the beginning when there are no steps, and none when every weight is 0', () => {
    const rules = { states: 1, symbols: 1 };
    expect(bestRun([], rules)).toEqual({
      logWeight: 0,
      configurations: [{ action: undefined, state: 0, stack: [0] }],
    });
    // The bottom cannot be popped.
    expect(bestRun([{ push: [0], replace: [0], pop: [1] }], rules)).toBeUndefined();
  });

  test('refuses weights of another automaton', () => {
    expect(() => bestRun([{ push: [1], replace: [1], pop: [1] }], { states: 1, symbols: 2 })).toThrow(
      new RangeError('step 1: push has 1 weights instead of 4'),
    );
  });
});
