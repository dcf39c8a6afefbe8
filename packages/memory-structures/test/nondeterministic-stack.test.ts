import { createRecurrentModel } from '@pushdown/core';
import { nondeterministicStack } from '@pushdown/memory-structures';
import { describe, expect, it } from 'vitest';
import { enumerateRuns, type Totals } from './support/enumerate-runs.ts';
import { logForward, readingsOf } from './support/log-space-stack.ts';
import { affine, expectRows } from './support/numbers.ts';
import { plainController } from './support/plain-controller.ts';
import { type MemoryRun, randomHidden, runMemory } from './support/run-memory.ts';
import {
  logitCount,
  logitsPassedOn,
  normalizeRows,
  type Sizes,
  weightsOf,
  worstRelative,
} from './support/transition-weights.ts';

type Options = Parameters<typeof nondeterministicStack>[0];

/** Random logits on ± range, each step a row. */
const randomLogits = (steps: number, sizes: Sizes, range: number, seed = 1): number[][] =>
  randomHidden(steps, logitCount(sizes), { range, seed });

/** The stack with the given logits. */
function runLogits(options: Options, logits: readonly (readonly number[])[], more: object = {}): MemoryRun {
  const parameters = logitsPassedOn('transitions', logitCount(options), options);
  return runMemory(nondeterministicStack(options), logits, { parameters, ...more });
}

const probabilities = (totals: readonly Totals[]): number[] => {
  const all = totals.reduce((sum, { weight }) => sum + weight, 0);
  return totals.map(({ weight }) => weight / all);
};

describe('readings are those of all runs of the automaton, enumerated one by one', () => {
  const sizesOf = [
    [2, 2, 6],
    [1, 3, 6],
    [2, 3, 5],
    [3, 1, 6],
    [1, 1, 6],
  ] as const;
  const cases = sizesOf.flatMap(([states, symbols, steps]) =>
    (['revised', 'original'] as const).flatMap((bottom) =>
      [false, true].map((normalize) => ({ states, symbols, steps, bottom, normalize })),
    ),
  );
  it.each(cases)('$states states, $symbols symbols, $bottom bottom, normalize $normalize', (one) => {
    const { steps, ...options } = one;
    const logits = randomLogits(steps, options, 2);
    const weights = logits.map((row) => weightsOf(options.normalize ? normalizeRows(row, options) : row, options));
    const totals = enumerateRuns(
      weights,
      options,
      logits.map(() => []),
      { vector: [], behavior: options.bottom },
    );
    const { readings } = runLogits(options, logits);
    expectRows(readings, totals.map(probabilities), 1e-12);
    // In a window as long as the string the same comes out.
    expectRows(runLogits({ ...options, window: steps + 1 }, logits).readings, totals.map(probabilities), 1e-12);
  });

  it('without states in the reading: summed over them', () => {
    const options = { states: 2, symbols: 3, statesInReading: false };
    const logits = randomLogits(4, options, 2);
    const totals = enumerateRuns(
      logits.map((row) => weightsOf(row, options)),
      options,
      logits.map(() => []),
      { vector: [], behavior: 'revised' },
    );
    const expected = totals.map(probabilities).map((row) => [0, 1, 2].map((y) => (row[y] ?? 0) + (row[3 + y] ?? 0)));
    expectRows(runLogits(options, logits).readings, expected, 1e-12);
  });
});

describe('numbers of any size', () => {
  const options = { states: 2, symbols: 2 };

  it('agree with logarithms to 9 digits at logits of ± 5 and length 60', () => {
    const logits = randomLogits(60, options, 5);
    for (const bottom of ['revised', 'original'] as const) {
      const expected = readingsOf(logForward(logits, options, { bottom }));
      expect(worstRelative(runLogits({ ...options, bottom }, logits).readings, expected)).toBeLessThan(1e-9);
    }
  });

  it('do not depend on a constant that is added to all logits of a step', () => {
    const logits = randomLogits(20, options, 3);
    const shifted = logits.map((row, step) => row.map((logit) => logit + 50 * Math.sin(step)));
    expect(worstRelative(runLogits(options, shifted).readings, runLogits(options, logits).readings)).toBeLessThan(
      1e-11,
    );
  });

  it.each<[Options, number]>([
    [{ states: 1, symbols: 2 }, 200],
    [{ states: 2, symbols: 2, window: 20 }, 400],
    [{ states: 2, symbols: 1, normalize: true, bottom: 'original' }, 100],
  ])('stay finite, with their gradients: %j at length %i', (sizes, steps) => {
    const { readings, gradients } = runLogits(sizes, randomLogits(steps, sizes, 5), { withGradients: true });
    for (const row of readings) {
      expect(row.every((value) => value >= 0)).toBe(true);
      expect(row.reduce((total, value) => total + value, 0)).toBeCloseTo(1, 9);
    }
    for (const gradient of Object.values(gradients)) {
      expect(gradient.every(Number.isFinite)).toBe(true);
      expect(gradient.some((value) => value !== 0)).toBe(true);
    }
  });
});

it.each([5, 40])('float32 is as good as float64 within its rounding, at logits of ± %i', (range) => {
  const options = { states: 2, symbols: 2 };
  const hidden = randomLogits(50, options, range);
  const run = (format: 'float32' | 'float64') => runLogits(options, hidden, { format, withGradients: true });
  const [rough, fine] = [run('float32'), run('float64')];
  expectRows(rough.readings, fine.readings, 1e-5);
  const bias = (result: MemoryRun): number[] => [...(result.gradients['transitions/bias'] as Float64Array)];
  expectRows([bias(rough)], [bias(fine)], 1e-4);
});

describe('a window', () => {
  const options = { states: 2, symbols: 2 };
  const logits = randomLogits(15, options, 2);

  it.each([2, 3, 5, 10])('of %i steps leaves out all runs that look further back', (window) => {
    for (const bottom of ['revised', 'original'] as const) {
      const expected = readingsOf(logForward(logits, options, { window, bottom }));
      expect(worstRelative(runLogits({ ...options, window, bottom }, logits).readings, expected)).toBeLessThan(1e-11);
    }
  });

  it.each([14, 20, 21, 30, 35])('of %i steps does the same with its columns in groups', (window) => {
    const small = { states: 2, symbols: 1 };
    const longer = randomLogits(50, small, 1);
    const expected = readingsOf(logForward(longer, small, { window, bottom: 'revised' }));
    expect(worstRelative(runLogits({ ...small, window }, longer).readings, expected)).toBeLessThan(1e-10);
  });

  it('as long as the string leaves out nothing', () => {
    const { readings } = runLogits({ ...options, window: 16 }, logits);
    expect(worstRelative(readings, runLogits(options, logits).readings)).toBeLessThan(1e-12);
  });
});

it('reports its transition weights: probabilities by row if normalized, else relative to the largest', () => {
  const sizes = { states: 2, symbols: 2 };
  const hidden = randomHidden(3, 3);
  for (const normalize of [true, false]) {
    const { actions, parameters } = runMemory(nondeterministicStack({ ...sizes, normalize }), hidden);
    const logits = hidden.map((h) => affine(h, parameters, 'transitions'));
    const expected = logits.map((row) =>
      normalize ? normalizeRows(row, sizes) : row.map((logit) => logit - Math.max(...row)),
    );
    const weights = expected.map((row) => weightsOf(row, sizes));
    const pairs = [0, 1].flatMap((state) => [0, 1].map((symbol) => [state, symbol] as const));
    expectRows(
      actions.push ?? [],
      weights.map(({ push }) => pairs.flatMap(([q, x]) => pairs.map(([r, y]) => push(q, x, r, y)))),
    );
    expectRows(
      actions.replace ?? [],
      weights.map(({ replace }) => pairs.flatMap(([q, x]) => pairs.map(([r, y]) => replace(q, x, r, y)))),
    );
    expectRows(
      actions.pop ?? [],
      weights.map(({ pop }) => pairs.flatMap(([q, x]) => [0, 1].map((r) => pop(q, x, r)))),
    );
  }
});

it('has one layer, part of the component memory', () => {
  const memory = nondeterministicStack({ states: 3, symbols: 3 });
  const model = createRecurrentModel({ alphabetSize: 3, controller: plainController(20), memory });
  const own = model.parameters.filter(({ component }) => component === 'memory');
  expect(own.map(({ path, shape }) => `${path} ${shape.join('x')}`)).toEqual([
    'memory/nondeterministic-stack/transitions/weights 20x189',
    'memory/nondeterministic-stack/transitions/bias 189',
  ]);
});

it.each([
  [{}, /memory "nondeterministic-stack": states/],
  [{ states: 0, symbols: 2 }, /memory "nondeterministic-stack": states/],
  [{ states: 2, symbols: 2, window: 1 }, /memory "nondeterministic-stack": window/],
  [{ states: 2, symbols: 2, bottom: '2023' }, /memory "nondeterministic-stack": bottom/],
  [{ states: 2, symbols: 2, size: 3 }, /memory "nondeterministic-stack": .*size/],
])('refuses %j', (options, message) => {
  expect(() => nondeterministicStack(options as never)).toThrow(message);
});
