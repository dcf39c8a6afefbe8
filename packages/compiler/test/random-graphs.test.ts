import { formatGraph, type NumberFormat, type ReferenceOptions, type Run, referenceExecutor } from '@pushdown/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compiledExecutor, type Passes } from '../src/index.ts';
import { differences, fillParameters, flatten, mismatch, numbers, randomRun } from './support/compare.ts';
import { type Recipe, randomRecurrence } from './support/random-recurrence.ts';

const runs = Number(process.env.PUSHDOWN_RANDOM_GRAPHS ?? 150);

/** Without bias to small numbers, which would choose the same few operations again and again. */
const decision = fc.noBias(fc.nat(9999));

const recipes: fc.Arbitrary<Recipe> = fc.record({
  batch: fc.constantFrom(1, 3, 4, 5, 10, 37),
  mode: fc.constantFrom('batched', 'batched', 'batched', 'mixing', 'none'),
  nodes: fc.array(fc.array(decision, { minLength: 4, maxLength: 14 }), { maxLength: 12, size: 'max' }),
  states: fc.array(decision, { maxLength: 3 }),
  tables: fc.array(decision, { maxLength: 2, size: 'max' }),
  outputs: fc.array(decision, { maxLength: 3, size: 'max' }),
  losses: fc.array(decision, { maxLength: 3, size: 'max' }),
});

const lengths = fc.array(fc.constantFrom(0, 1, 2, 3, 5), { minLength: 1, maxLength: 3 });

/** What the executors may differ by; recipes in which rounding to float32 alone makes a tenth of it cannot tell. */
const tolerance = { relative: 2e-4, absolute: 2e-5 };

/** Whether rounding alone decides what comes out: then the two executors need not agree. */
function isIllConditioned(exact: Parameters<typeof flatten>[0], rounded: Parameters<typeof flatten>[0]): boolean {
  const [a, b] = [flatten(exact), flatten(rounded)];
  const limit = { relative: tolerance.relative / 10, absolute: tolerance.absolute / 10 };
  return Object.entries(a).some(
    ([name, values]) =>
      Array.from(values).some((value) => !(Math.abs(value) < 1e5)) ||
      mismatch(b[name] as ArrayLike<number>, values, limit) !== undefined,
  );
}

/** What is different between the executors for one recipe; nothing for a recipe that cannot tell. */
export function compare(
  recipe: Recipe,
  steps: readonly number[],
  trainableBits: number,
  passes: Partial<Passes> = {},
): string[] {
  const recurrence = randomRecurrence(recipe);
  const trainable = Object.keys(recurrence.parameters).filter((_, index) => ((trainableBits >> index) & 1) === 1);
  // Memory that is read before it is written shows as NaN.
  const compiled = compiledExecutor({ passes, unwritten: Number.NaN }).prepare(recurrence, { trainable });
  const exact = referenceExecutor().prepare(recurrence, { trainable });
  const rounded = referenceExecutor({ format: 'float32' }).prepare(recurrence, { trainable });
  fillParameters([compiled, exact, rounded], recurrence, 1);
  const found: string[] = [];
  for (const [index, length] of steps.entries()) {
    const run: Run = {
      ...randomRun(recurrence, length, 7 + index),
      // Without the last state, what cannot matter any more is not computed.
      keepCarry: (trainableBits + index) % 2 === 0,
      capacity: 3 + Math.floor(numbers(length)() * 4),
    };
    const [expected, single] = [exact.gradients(run), rounded.gradients(run)];
    if (isIllConditioned(expected, single)) continue;
    found.push(...differences(compiled.gradients(run), expected, tolerance).map((line) => `${length} steps: ${line}`));
    found.push(
      ...differences(compiled.forward(run), exact.forward(run), tolerance).map(
        (line) => `forward, ${length} steps: ${line}`,
      ),
    );
  }
  if (found.length > 0) {
    const { step, initial } = recurrence;
    found.push(formatGraph({ ...initial.carry }), formatGraph({ ...step.nextCarry, ...step.outputs, ...step.entries }));
  }
  return found;
}

/** Formats in which few sums come near a tie that float32 and float64 see on different sides. */
const narrow: readonly NumberFormat[] = [{ mantissaBits: 6 }, { integerBits: 6, fractionBits: 6 }];

/** How many of the numbers that both executors compute in a format are equal, and the largest difference by size. */
function compareRounded(
  recipe: Recipe,
  steps: number,
  options: Required<Pick<ReferenceOptions, 'format' | 'rounded'>>,
) {
  const recurrence = randomRecurrence(recipe);
  const executions = [compiledExecutor({ ...options, unwritten: Number.NaN }), referenceExecutor(options)].map(
    (executor) => executor.prepare(recurrence),
  );
  fillParameters(executions, recurrence, 1);
  const run = { ...randomRun(recurrence, steps, 7), capacity: 4 };
  const [actual, expected] = executions.map((execution) => Object.values(flatten(execution.forward(run))));
  const pairs = (expected ?? []).flatMap((values, index) =>
    Array.from(values, (right, place) => [actual?.[index]?.[place] as number, right] as const),
  );
  const unequal = pairs.filter(([a, b]) => a !== b && !(Number.isNaN(a) && Number.isNaN(b)));
  const errors = unequal.map(([a, b]) => Math.abs(a - b) / (Math.abs(b) + 1e-3));
  return { numbers: pairs.length, unequal: unequal.length, worst: Math.max(0, ...errors) };
}

describe('random recurrences', () => {
  it(`compute the same on both executors (${runs} of them)`, { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(recipes, lengths, fc.nat(127), (recipe, steps, trainable) => {
        expect(compare(recipe, steps, trainable).join('\n')).toBe('');
      }),
      { numRuns: runs, seed: Number(process.env.PUSHDOWN_RANDOM_SEED ?? 20_260_801) },
    );
  });

  const fewer = Math.ceil(runs / 3);
  it(`compute the same with everything rounded to few bits (${fewer} of them)`, { timeout: 3_600_000 }, () => {
    const total = { numbers: 0, unequal: 0 };
    fc.assert(
      fc.property(recipes, fc.constantFrom(0, 1, 3), fc.constantFrom(...narrow), (recipe, steps, format) => {
        const { numbers, unequal, worst } = compareRounded(recipe, steps, { format, rounded: 'everything' });
        // A few units in the last place.
        expect(worst).toBeLessThan(0.05);
        total.numbers += numbers;
        total.unequal += unequal;
      }),
      { numRuns: fewer, seed: Number(process.env.PUSHDOWN_RANDOM_SEED ?? 20_260_803) },
    );
    expect(total.numbers).toBeGreaterThan(100);
    expect(total.unequal / total.numbers).toBeLessThan(0.02);
  });

  it(`compute the same with the carry rounded to few bits (${fewer} of them)`, { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(recipes, fc.constantFrom(0, 1, 3), fc.constantFrom(...narrow), (recipe, steps, format) => {
        expect(compareRounded(recipe, steps, { format, rounded: 'carry' }).worst).toBeLessThan(1e-3);
      }),
      { numRuns: fewer, seed: Number(process.env.PUSHDOWN_RANDOM_SEED ?? 20_260_804) },
    );
  });

  it(`compute the same whichever passes are off (${fewer} of them)`, { timeout: 3_600_000 }, () => {
    const passes = fc.record({
      simplify: fc.boolean(),
      lanes: fc.boolean(),
      turns: fc.boolean(),
      fusion: fc.boolean(),
      extents: fc.boolean(),
      pulling: fc.boolean(),
      ordering: fc.boolean(),
      blocking: fc.boolean(),
      tiling: fc.boolean(),
    });
    fc.assert(
      fc.property(recipes, lengths, fc.nat(127), passes, (recipe, steps, trainable, chosen) => {
        expect(compare(recipe, steps, trainable, chosen).join('\n')).toBe('');
      }),
      { numRuns: fewer, seed: Number(process.env.PUSHDOWN_RANDOM_SEED ?? 20_260_802) },
    );
  });
});
