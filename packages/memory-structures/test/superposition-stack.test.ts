import { createRecurrentModel, randomStream } from '@pushdown/core';
import { superpositionStack } from '@pushdown/memory-structures';
import { defineRecurrence, referenceExecutor, type Tensor } from '@pushdown/tensors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainController } from './plain-controller.ts';

/** The stack on its own: its hidden vectors are inputs, its parameters chosen so that inputs are logits and vectors. */
function runStack(
  options: Parameters<typeof superpositionStack>[0],
  hidden: readonly (readonly number[])[],
  identity: Record<string, number[]>,
) {
  const memory = superpositionStack(options);
  const size = (hidden[0] as readonly number[]).length;
  const tree = memory.parameters(size);
  const shapes = Object.fromEntries(
    Object.entries(tree).flatMap(([layer, parts]) =>
      Object.entries(parts).map(([part, { shape }]) => [`${layer}/${part}`, shape as readonly number[]]),
    ),
  );
  const pick = (all: Readonly<Record<string, Tensor>>) =>
    Object.fromEntries(
      Object.keys(tree).map((layer) => [layer, { weights: all[`${layer}/weights`], bias: all[`${layer}/bias`] }]),
    ) as never;
  const recurrence = defineRecurrence({
    name: 'stack alone',
    parameters: shapes,
    inputs: { hidden: { shape: [1, size], dtype: 'float' } },
    initial: ({ parameters }) => {
      const { state, reading } = memory.initialState({
        parameters: pick(parameters),
        batchSize: 1,
        controllerSize: size,
      });
      return { carry: { ...state }, outputs: { reading } };
    },
    step: ({ parameters, inputs, carry, tables }) => {
      const next = memory.step({
        parameters: pick(parameters),
        hidden: inputs.hidden as Tensor,
        state: carry as never,
        tables,
      });
      return { carry: { ...next.state }, outputs: { reading: next.reading, ...next.actions } };
    },
  });
  const execution = referenceExecutor().prepare(recurrence);
  for (const path of Object.keys(shapes))
    execution.writeParameter(path, identity[path] ?? new Array(shapes[path]?.reduce((a, b) => a * b, 1)).fill(0));
  return execution.forward({ steps: hidden.length, inputs: { hidden: hidden.flat() } });
}

/** Superposition of infinitely deep stacks, element by element as in the equations. */
function literalStack(steps: readonly { readonly logits: readonly number[]; readonly vector: readonly number[] }[]) {
  const size = (steps[0]?.vector ?? []).length;
  const depth = steps.length + 2;
  const zero = new Array<number>(size).fill(0);
  let elements = Array.from({ length: depth + 1 }, () => [...zero]);
  return steps.map(({ logits, vector }) => {
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    const [push, pop, noop] = logits.map((logit) => Math.exp(logit) / total) as [number, number, number];
    const before = elements;
    elements = before.map((_, i) =>
      zero.map((_zero, k) => {
        const above = (i === 0 ? vector : (before[i - 1] as number[]))[k] as number;
        const below = (before[i + 1] ?? zero)[k] as number;
        return push * above + pop * below + noop * ((before[i] as number[])[k] as number);
      }),
    );
    return [...(elements[0] as number[])];
  });
}

const identity = (rows: number, columns: number, offset: number): number[] =>
  Array.from({ length: rows * columns }, (_, place) =>
    Math.floor(place / columns) === (place % columns) + offset ? 1 : 0,
  );

const logit = fc.double({ min: -4, max: 4, noNaN: true });
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

describe('superposition stack', () => {
  it('equals the literal equations on random actions and vectors', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(logit, logit, logit, logit, logit), { minLength: 1, maxLength: 12 }), (hidden) => {
        const { outputs } = runStack({ size: 2 }, hidden, {
          'actions/weights': identity(5, 3, 0),
          'pushedVector/weights': identity(5, 2, 3),
        });
        const expected = literalStack(hidden.map((h) => ({ logits: h.slice(0, 3), vector: h.slice(3).map(sigmoid) })));
        const readings = outputs.reading?.values ?? [];
        expect([...readings.slice(0, 2)]).toEqual([0, 0]);
        for (const [time, reading] of expected.entries()) {
          for (const [k, value] of reading.entries()) expect(readings[(time + 1) * 2 + k]).toBeCloseTo(value, 12);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is a stack when actions are certain: last in, first out', () => {
    const big = 60;
    const push = (bit: number) => [big, 0, 0, bit === 1 ? big : -big];
    const pop = [0, big, 0, 0];
    const noop = [0, 0, big, 0];
    const { outputs } = runStack({ size: 1 }, [push(1), push(0), push(1), noop, pop, pop, pop], {
      'actions/weights': identity(4, 3, 0),
      'pushedVector/weights': identity(4, 1, 3),
    });
    const readings = [...(outputs.reading?.values ?? [])].map((value) => Math.round(value * 1e9) / 1e9);
    expect(readings).toEqual([0, 1, 0, 1, 1, 0, 1, 0]);
    expect(outputs.push?.values[0]).toBeCloseTo(1, 12);
    expect(outputs.pop?.values[4]).toBeCloseTo(1, 12);
  });

  it('keeps several stacks apart: each has actions of its own', () => {
    const big = 60;
    // Stack 1 pushes 1 then 0 and pops; stack 2 pushes 0 then waits.
    const hidden = [
      [big, 0, 0, big, 0, 0, big, -big],
      [big, 0, 0, 0, 0, big, -big, big],
      [0, big, 0, 0, 0, big, 0, 0],
    ];
    const { outputs } = runStack({ size: [1, 1] }, hidden, {
      'actions/weights': identity(8, 6, 0),
      'pushedVector/weights': identity(8, 2, 6),
    });
    const readings = [...(outputs.reading?.values ?? [])].map((value) => Math.round(value * 1e9) / 1e9);
    expect(readings).toEqual([0, 0, 1, 0, 0, 0, 1, 0]);
  });

  it('needs no more capacity than there are steps: more changes nothing', () => {
    const model = createRecurrentModel({
      alphabetSize: 2,
      controller: plainController(4),
      memory: superpositionStack({ size: 3 }),
    });
    const paths = model.parameters.map(({ path }) => path);
    const execution = referenceExecutor().prepare(model.recurrence(1), { trainable: paths });
    for (const [path, values] of Object.entries(model.initialize(randomStream(5, 'p'))))
      execution.writeParameter(path, values);
    const string = [0, 1, 1, 0, 1, 0, 0];
    const run = { steps: 7, inputs: { symbols: string, targets: [...string, 2] } };
    const exact = execution.gradients(run);
    const roomy = execution.gradients({ ...run, capacity: 20 });
    expect(roomy.loss).toBe(exact.loss);
    expect(roomy.gradients).toEqual(exact.gradients);
  });

  it('starts its layers Xavier-uniform with fan-out 3 a stack, biases 0', () => {
    const model = createRecurrentModel({
      alphabetSize: 3,
      controller: plainController(20),
      memory: superpositionStack({ size: [3, 3, 3] }),
    });
    const values = model.initialize(randomStream(1, 'p'));
    const actions = values['memory/superposition-stack/actions/weights'] as Float64Array;
    const bound = Math.sqrt(6 / 23);
    const largest = Math.max(...actions.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(bound * 0.95);
    expect([...(values['memory/superposition-stack/actions/bias'] as Float64Array)].every((value) => value === 0)).toBe(
      true,
    );
  });

  it.each([
    [{}, /memory "superposition-stack": size: say how large/],
    [{ size: 0 }, /memory "superposition-stack": size/],
    [{ size: [] }, /memory "superposition-stack": size/],
    [{ size: 3, push: 'hidden' }, /size: a stack of hidden states has vectors of the size of the hidden state/],
    [{ size: 3, depth: 2 }, /depth/],
  ])('refuses %j', (options, message) => {
    expect(() => superpositionStack(options as never)).toThrow(message);
  });
});
