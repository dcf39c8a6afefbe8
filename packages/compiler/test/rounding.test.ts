import {
  add,
  type CarryValues,
  concat,
  cumsum,
  defineRecurrence,
  einsum,
  formatName,
  mul,
  type NumberFormat,
  type Recurrence,
  type Run,
  referenceExecutor,
  roundingOf,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  zeros,
} from '@pushdown/tensors';
import { describe, expect, it } from 'vitest';
import { CompileError, compiledExecutor } from '../src/index.ts';
import { buildPlan, formatPlan } from '../src/inspect/index.ts';
import { differences, fillParameters, flatten, randomRun } from './support/compare.ts';
import { lstm } from './support/lstm.ts';
import { attention } from './support/tables.ts';

const batch = 5;

/** Sums, products and running sums of numbers and of a stack, and nothing that is not exact in a few bits. */
const arithmetic: Recurrence = defineRecurrence({
  name: 'arithmetic',
  batchSize: batch,
  parameters: { weights: [4, 4], scale: [4] },
  inputs: { x: { shape: [batch, 4], dtype: 'float' } },
  settings: ['rate'],
  tables: { seen: [batch, 4] },
  initial: () => ({ carry: { h: zeros([batch, 4]), stack: zeros([batch, 6]) } }),
  step: ({ parameters, inputs, settings, carry, tables }) => {
    const [weights, scale] = [parameters.weights as Tensor, parameters.scale as Tensor];
    const [x, h, stack] = [inputs.x as Tensor, carry.h as Tensor, carry.stack as Tensor];
    const signal = add(einsum('bi,io->bo', concat([h, x], 1), concat([weights, weights], 0)), mul(x, scale));
    const next = sub(mul(signal, settings.rate as Tensor), mul(h, 1.1));
    const past = sum(tables.seen as Tensor, 0);
    return {
      carry: {
        h: next,
        stack: concat([cumsum(next, 1), slice(stack, [0, 0], [batch, 2])], 1),
      },
      outputs: { signal, past, sums: cumsum(add(past, next), 1, true, true), loss: sum(square(next)) },
      entries: { seen: mul(next, 0.3) },
    };
  },
});

/** Formats of so few bits that the products of two numbers, and sums of many, are float32 numbers. */
const narrow: readonly NumberFormat[] = [
  { integerBits: 3, fractionBits: 4 },
  { integerBits: 6, fractionBits: 2 },
  { mantissaBits: 3 },
];

const formats: readonly NumberFormat[] = [
  'bfloat16',
  'float16',
  { mantissaBits: 5 },
  { integerBits: 2, fractionBits: 9 },
];

const named = (all: readonly NumberFormat[]) => all.map((format) => [formatName(format), format] as const);

describe.each(named(narrow))('everything rounded to %s', (name, format) => {
  it('is what the reference computes, bit by bit', () => {
    const compiled = compiledExecutor({ format, unwritten: Number.NaN }).prepare(arithmetic);
    const reference = referenceExecutor({ format }).prepare(arithmetic);
    expect(compiled.executor).toBe(`compiled (${name})`);
    fillParameters([compiled, reference], arithmetic, 3);
    const run = randomRun(arithmetic, 9, 4);
    const [actual, expected] = [compiled.forward(run), reference.forward(run)];
    expect(differences(actual, expected, { relative: 0, absolute: 0 })).toEqual([]);
    const round = roundingOf(format) as (value: number) => number;
    for (const [output, values] of Object.entries(flatten(actual)))
      expect(
        Array.from(values).filter((value) => value !== round(value)),
        output,
      ).toEqual([]);
    expect(Array.from(compiled.readParameter('scale'))).toEqual(Array.from(reference.readParameter('scale')));
    // Without rounding something else comes out.
    const plain = compiledExecutor().prepare(arithmetic);
    fillParameters([plain], arithmetic, 3);
    expect(differences(plain.forward(run), expected, { relative: 0, absolute: 0 })).not.toEqual([]);
  });
});

describe.each(named(formats))('the carry rounded to %s', (name, format) => {
  const recurrence = lstm({ batch: 6, size: 5 });

  it('is, bit by bit, what float32 computes from step to step when its states are rounded in between', () => {
    const rounding = compiledExecutor({ format, rounded: 'carry', unwritten: Number.NaN }).prepare(recurrence);
    const stepwise = compiledExecutor().prepare(recurrence);
    expect(rounding.executor).toBe(`compiled (${name}, carry only)`);
    fillParameters([rounding, stepwise], recurrence, 3);
    const round = roundingOf(format) as (value: number) => number;
    const steps = 20;
    const run = { ...randomRun(recurrence, steps, 5, 3), keepCarry: true };
    const actual = rounding.forward(run);
    let carry: CarryValues | undefined;
    const logits: number[] = [];
    for (let step = 0; step < steps; step++) {
      const row = (values: ArrayLike<number>): number[] => Array.from(values).slice(6 * step, 6 * (step + 1));
      const inputs = Object.fromEntries(Object.entries(run.inputs).map(([input, values]) => [input, row(values)]));
      const one: Run = { steps: 1, inputs, keepCarry: true, ...(carry === undefined ? {} : { carry }) };
      const result = stepwise.forward(one);
      logits.push(...(result.outputs.logits?.values ?? []));
      carry = Object.fromEntries(
        Object.entries(result.carry as CarryValues).map(([state, { shape, values }]) => [
          state,
          { shape, values: values.map(round) },
        ]),
      );
    }
    expect(Array.from(actual.outputs.logits?.values ?? [])).toEqual(logits);
    expect(flatten({ outputs: {}, ...(actual.carry && { carry: actual.carry }) })).toEqual(
      flatten({ outputs: {}, ...(carry && { carry }) }),
    );
  });

  it('has the gradients of the reference', () => {
    const trainable = Object.keys(recurrence.parameters);
    const compiled = compiledExecutor({ format, rounded: 'carry' }).prepare(recurrence, { trainable });
    const reference = referenceExecutor({ format, rounded: 'carry' }).prepare(recurrence, { trainable });
    fillParameters([compiled, reference], recurrence, 3);
    const run = randomRun(recurrence, 4, 6, 3);
    expect(differences(compiled.gradients(run), reference.gradients(run), { relative: 1e-4 })).toEqual([]);
  });

  it('includes the entries of tables', () => {
    const attending = attention({ batch: 4, batchSize: 4 });
    const [compiled, reference] = [compiledExecutor, referenceExecutor].map((executor) =>
      executor({ format, rounded: 'carry' }).prepare(attending),
    );
    const float32 = compiledExecutor().prepare(attending);
    if (compiled === undefined || reference === undefined) throw new Error('two executions');
    fillParameters([compiled, reference, float32], attending, 3);
    const run = randomRun(attending, 5, 6);
    expect(differences(compiled.forward(run), reference.forward(run), { relative: 1e-5 })).toEqual([]);
    expect(differences(float32.forward(run), reference.forward(run), { relative: 1e-5 })).not.toEqual([]);
  });
});

describe('a format', () => {
  it('shows in the plan where it rounds', () => {
    const plan = (rounded: 'everything' | 'carry') =>
      formatPlan(
        buildPlan(lstm({ batch: 4 }), { trainable: [], outputs: ['loss'], rounding: { format: 'float16', rounded } }),
      );
    const count = (text: string): number => text.split('round(').length - 1;
    // h and c, at the beginning and after every step.
    expect(count(plan('carry'))).toBe(4);
    expect(count(plan('everything'))).toBeGreaterThan(10);
  });

  it('float32 is what compiled code has anyway', () => {
    expect(compiledExecutor({ format: 'float32', rounded: 'carry' }).name).toBe('compiled');
  });

  it.each<[NumberFormat, string]>([
    ['float64', 'for float64 use the engine "reference"'],
    [{ mantissaBits: 24 }, 'for 24 mantissa bits use'],
    [{ integerBits: 12, fractionBits: 13 }, 'for fixed point 12.13 use'],
  ])('%j is not within float32', (format, message) => {
    expect(() => compiledExecutor({ format })).toThrow(CompileError);
    expect(() => compiledExecutor({ format })).toThrow(message);
  });

  it('that does not exist is refused', () => {
    expect(() => compiledExecutor({ format: 'float8' as never })).toThrow('number format "float8" does not exist');
    expect(() => compiledExecutor({ format: { mantissaBits: 0 } })).toThrow('1 to 52 mantissa bits, not 0');
  });

  it('for everything trains nothing', () => {
    const recurrence = lstm({ batch: 4 });
    const options = { trainable: ['bias'] };
    expect(() => compiledExecutor({ format: 'float16' }).prepare(recurrence, options)).toThrow('runs forward only');
    compiledExecutor({ format: 'float16', rounded: 'carry' }).prepare(recurrence, options);
  });
});
