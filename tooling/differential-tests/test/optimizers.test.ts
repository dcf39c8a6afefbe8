import { compiledExecutor } from '@pushdown/compiler';
import type { Optimizer } from '@pushdown/core';
import { add, defineRecurrence, mul, referenceExecutor, sum, type Tensor } from '@pushdown/tensors';
import training, { adam, adamw, rmsprop, sgd, updateOf } from '@pushdown/training';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LiteralOptimizer, literalAdam, literalRmsprop, literalSgd } from '../src/literal-optimizers.ts';

/** Numbers that float32 has exactly, so that both engines start from the same ones; 0 is among them. */
const exact = fc.integer({ min: -96, max: 96 }).map((value) => value / 32);
const sizes = { first: 3, second: 2 };
const paths = Object.keys(sizes) as (keyof typeof sizes)[];
const vectors = fc.record({
  first: fc.array(exact, { minLength: sizes.first, maxLength: sizes.first }),
  second: fc.array(exact, { minLength: sizes.second, maxLength: sizes.second }),
});
const decay = fc.constantFrom(0, 0.01, 0.125);
const moments = fc.record({
  beta1: fc.constantFrom(0, 0.5, 0.9),
  beta2: fc.constantFrom(0.5, 0.99, 0.999),
  epsilon: fc.constantFrom(1e-8, 1e-3),
});

interface Pair {
  readonly optimizer: Optimizer;
  readonly literal: LiteralOptimizer;
}

const pairs: Readonly<Record<string, fc.Arbitrary<Pair>>> = {
  sgd: fc
    .record({ momentum: fc.constantFrom(0, 0.5, 0.9), nesterov: fc.boolean(), weightDecay: decay })
    .map((options) => ({ ...options, nesterov: options.nesterov && options.momentum > 0 }))
    .map((options) => ({ optimizer: sgd(options), literal: literalSgd(options) })),
  adam: moments.map((options) => ({ optimizer: adam(options), literal: literalAdam({ ...options, weightDecay: 0 }) })),
  adamw: fc
    .tuple(moments, decay)
    .map(([options, weightDecay]) => ({ ...options, weightDecay }))
    .map((options) => ({ optimizer: adamw(options), literal: literalAdam(options) })),
  rmsprop: fc
    .record({
      // Not 0: centered, the deviation would then be 0 but for rounding, by which everything is divided.
      alpha: fc.constantFrom(0.5, 0.9, 0.99),
      epsilon: fc.constantFrom(1e-3, 1e-2),
      momentum: fc.constantFrom(0, 0.5, 0.9),
      centered: fc.boolean(),
    })
    .map((options) => ({ optimizer: rmsprop(options), literal: literalRmsprop(options) })),
};

/**
 * Of the largest number met, per update. Float64 has 1e-16 and a few operations. Float32 has 6e-8, of which 1 − 0.999 leaves
 * 6e-5, and centered RMSProp subtracts two numbers that may agree to a few digits.
 */
const engines = [
  { engine: referenceExecutor(), tolerance: 1e-12 },
  { engine: compiledExecutor(), tolerance: 1e-3 },
] as const;

/** A loss that is linear in its parameters, so that the inputs are the gradients. */
const linearLoss = defineRecurrence({
  name: 'linear loss',
  parameters: { first: [sizes.first], second: [sizes.second] },
  inputs: { first: { shape: [sizes.first], dtype: 'float' }, second: { shape: [sizes.second], dtype: 'float' } },
  initial: () => ({ carry: {} }),
  step: ({ parameters, inputs }) => {
    const product = (path: string): Tensor => sum(mul(parameters[path] as Tensor, inputs[path] as Tensor));
    return { carry: {}, outputs: { loss: paths.map(product).reduce(add) } };
  },
});

it('every optimizer is compared', () => {
  expect(training.contributions.map(({ contributionName }) => contributionName).sort()).toEqual(
    Object.keys(pairs).sort(),
  );
});

describe.each(Object.entries(pairs))('%s', (_name, pair) => {
  it.each(engines)('moves as plain arithmetic does, on the engine $engine.name', ({ engine, tolerance }) => {
    fc.assert(
      fc.property(
        pair,
        fc.record({
          start: vectors,
          gradients: fc.array(vectors, { minLength: 1, maxLength: 6 }),
          clipNorm: fc.option(fc.constantFrom(0.5, 2), { nil: undefined }),
          clipValue: fc.option(fc.constantFrom(0.25, 1), { nil: undefined }),
        }),
        ({ optimizer, literal }, { start, gradients, clipNorm, clipValue }) => {
          const execution = engine.prepare(linearLoss, {
            trainable: paths,
            update: updateOf(optimizer, clipNorm, clipValue),
          });
          expect(execution.executor).toBe(engine.name);
          for (const path of paths) execution.writeParameter(path, start[path]);
          const literals = Object.fromEntries(paths.map((path) => [path, start[path].map((value) => literal(value))]));
          for (const [index, given] of gradients.entries()) {
            const settings = { learningRate: 0.125 / (index + 1), step: index + 1 };
            const { reports } = execution.train({ steps: 1, inputs: given }, settings);
            const numbers = paths.flatMap((path) => given[path]);
            expect(Math.abs((reports.gradientNorm as number) - Math.hypot(...numbers))).toBeLessThan(tolerance);
            const limit = (value: number): number =>
              clipValue === undefined ? value : Math.max(-clipValue, Math.min(clipValue, value));
            const norm = Math.hypot(...numbers.map(limit));
            const scale = clipNorm === undefined || norm + 1e-6 < clipNorm ? 1 : clipNorm / (norm + 1e-6);
            for (const path of paths) {
              const found = execution.readParameter(path);
              for (const [place, gradient] of given[path].entries()) {
                const move = literals[path]?.[place];
                const expected = move?.(limit(gradient) * scale, settings.learningRate, settings.step) as number;
                const allowed = tolerance * Math.max(1, Math.abs(expected));
                expect(Math.abs((found[place] as number) - expected)).toBeLessThanOrEqual(allowed);
              }
            }
          }
          execution.dispose();
        },
      ),
      { numRuns: 60 },
    );
  });
});
